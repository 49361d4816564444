using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Templates;
using Ringback.Verification.Json;

namespace Ringback.Core.Reconcile;

/// <summary>What an answer says: whether it has happened, and the event that tells of it.</summary>
internal static class AnswerReader
{
    private const int LongestId = 512;
    private static readonly RenderLimit EventIdLimit = new("the event's id", LongestId, RenderLimits.Characters);

    /// <summary>Whether the awaited has happened.</summary>
    /// <param name="why">When not: in a few words.</param>
    public static bool Holds(PollUntil until, int statusCode, ReadOnlySpan<byte> body, [NotNullWhen(false)] out string? why)
    {
        why = null;
        if (!(until.Statuses ?? [200]).Contains(statusCode))
            why = string.Create(CultureInfo.InvariantCulture, $"the status is {statusCode}");
        else if (until.Conditions is { Count: > 0 } conditions)
        {
            var pointers = new PointerSet(conditions.Select(static c => c.Pointer));
            var slots = new JsonSlot[pointers.Slots];
            if (!pointers.TryRead(body, slots))
                why = "the answer isn't JSON";
            else
            {
                foreach (var condition in conditions)
                    if (!condition.Holds(body, slots[pointers.PlaceOf(condition.Pointer)]))
                        why ??= $"the condition on {condition.Pointer} is not met";
            }
        }

        return why is null;
    }

    /// <summary>The event, as if the provider had sent it.</summary>
    /// <param name="answer">The whole body, in UTF-8.</param>
    /// <param name="source">Says how long its keys are good, and what its natural key is.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <exception cref="RenderException">The answer doesn't have what the event needs.</exception>
    public static ReceivedEvent EventOf(MadeEvent made, Source source, ReadOnlyMemory<byte> answer, Ksuid id, long now)
    {
        var (type, eventId) = (Template.Parse(made.Type), made.Id is null ? null : Template.Parse(made.Id));
        var payload = made.Payload is { } given ? JsonTemplate.Parse(given) : null;
        var asked = new Message { Id = id, ApplicationId = source.ApplicationId, EventType = "", AcceptedAt = now, Payload = answer };
        var values = new EventValues(asked, new PointerSet([.. type.Pointers, .. eventId?.Pointers ?? [], .. payload?.Pointers ?? []]));
        var body = payload?.Render(values, RenderLimits.Json("the event", asked)) ?? answer;
        // A page that says "later" with status 200 is no event.
        if (!WholeJson.Is(body.Span))
            throw new RenderException(payload is null ? "The answer isn't JSON." : "The event that the template gives for this answer is not valid JSON.");
        var providersId = eventId is null ? null : IdOf(eventId.Render(values, EventIdLimit));
        var message = new Message
        {
            Id = id,
            ApplicationId = source.ApplicationId,
            EventType = TypeOf(type.Render(values, RenderLimits.EventType)),
            EventId = ReceivedEventId.UsableOrNull(providersId),
            AcceptedAt = now,
            Payload = body,
        };
        return new ReceivedEvent(message, KeysOf(made, source, message, providersId, answer));
    }

    private static DuplicateKey[] KeysOf(MadeEvent made, Source source, Message message, string? providersId, ReadOnlyMemory<byte> answer)
    {
        if (source.Duplicates.WindowSeconds == 0)
            return [];
        var expires = message.AcceptedAt + (long)source.Duplicates.Window.TotalMilliseconds;
        var keys = new List<DuplicateKey>(2);
        if (providersId is not null)
            keys.Add(DuplicateKey.Create(source.ApplicationId, DuplicateKeyKind.EventId, providersId, expires));
        // The values in the order of the source's natural key, looked for in the answer where the event isn't shaped as a webhook is.
        var natural = made.NaturalKey is { } values
            ? new NaturalKey(values).KeyOfAnyType(
                new Message
                {
                    Id = message.Id,
                    ApplicationId = source.ApplicationId,
                    EventType = message.EventType,
                    AcceptedAt = message.AcceptedAt,
                    Payload = answer,
                },
                expires)
            : source.Duplicates.NaturalKey?.KeyOf(message, expires);
        if (natural is { } key)
            keys.Add(key);
        return [.. keys];
    }

    private static string IdOf(string id) =>
        id.Length is > 0 and <= LongestId ? id : throw new RenderException($"The event id that the template gives must have 1 to {LongestId} characters.");

    /// <summary>As that of a webhook would be.</summary>
    private static string TypeOf(string type) =>
        type.Length > 0 ? EventTypeName.Normalize(type, type) : throw new RenderException("The event type that the template gives is empty.");
}

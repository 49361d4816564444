using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Templates;

namespace Ringback.Core.Reconcile;

/// <summary>A rule, ready to be applied to messages.</summary>
internal sealed class RulePlan
{
    /// <value>It is kept with the expectation, as one that is posted is.</value>
    private static readonly RenderLimit PollBody = new("the body of the poll", 64 * 1024, RenderLimits.Bytes);

    private readonly PointerSet _pointers;
    private readonly UrlTemplate? _url;
    private readonly JsonTemplate? _body;

    /// <param name="source">The application id of the source that the rule belongs to.</param>
    public RulePlan(int source, ExpectationRule rule)
    {
        (Source, Rule) = (source, rule);
        _url = rule.Poll is { } poll ? UrlTemplate.Parse(poll.Url) : null;
        _body = rule.Poll?.Body is { } body ? JsonTemplate.Parse(body) : null;
        _pointers = new PointerSet(
            [rule.KeyPointer, .. (rule.On.Conditions ?? []).Select(static c => c.Pointer), .. _url?.Pointers ?? [], .. _body?.Pointers ?? []]);
    }

    public int Source { get; }

    public ExpectationRule Rule { get; }

    /// <summary>What is expected after this message; null when the rule isn't about it.</summary>
    /// <exception cref="RenderException">It lacks what the URL or the body of the poll needs.</exception>
    public Expectation? ExpectationAfter(Message message, Ksuid id, long now)
    {
        if (!EventTypeName.IsOneOf(Rule.On.EventTypes, message.EventType))
            return null;
        var values = new EventValues(message, _pointers).Readable();
        foreach (var condition in Rule.On.Conditions ?? [])
            if (!condition.Holds(values.Json.Span, values.Slot(condition.Pointer)))
                return null;
        if (ObjectKey.TextOf(values.Slot(Rule.KeyPointer), values.Json.Span) is not { } key)
            return null;
        var deadline = now + Rule.WithinSeconds * 1000L;
        return new Expectation
        {
            Id = id,
            ApplicationId = Source,
            Key = key,
            FulfilledWhen = Rule.FulfilledWhen,
            Deadline = deadline,
            LookBack = Expectation.DefaultLookBackMs,
            Poll = PollOf(values),
            Rule = Rule.Name,
            Cause = message.Seq,
            Due = deadline,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private PollPlan? PollOf(EventValues values) => Rule.Poll is { } poll
        ? poll with { Url = _url!.Render(values, RenderLimits.Url).AbsoluteUri, Body = _body is null ? null : BodyOf(_body, values) }
        : null;

    /// <summary>Whatever the event holds, it must be let in: what can't be kept is the rule's failure.</summary>
    private static JsonElement BodyOf(JsonTemplate template, EventValues values)
    {
        try
        {
            var body = JsonElement.Parse(template.Render(values, PollBody));
            // Half a surrogate pair shows only when it is written.
            using var written = new Utf8JsonWriter(Stream.Null);
            body.WriteTo(written);
            return body;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new RenderException("The body of the poll that the template gives for this event is not valid JSON.");
        }
    }
}

using System.Buffers;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Record;

namespace Ringback.Core.Operational;

/// <summary>
/// Makes the messages that tell an organisation what happens to its endpoints and deliveries. They go through Ringback itself, accepted
/// in the commit of what they tell, to the endpoints of a hidden application; without one, none are made.
/// </summary>
internal sealed class OperationalEvents(Catalog.Catalog catalog, IdSource ids, TimeProvider clock)
{
    /// <summary>After an attempt that changed how its message, or its endpoint, fares; null when there is nothing to tell.</summary>
    /// <param name="application">Whose destination it is.</param>
    /// <param name="destination">Where the attempt went.</param>
    /// <param name="record">What came of it.</param>
    /// <param name="failing">After how many failed attempts a message counts as failing.</param>
    public Func<Ksuid, IReadOnlyList<NewMessage>>? OfAttempt(Application application, Destination destination, AttemptRecord record, int failing)
    {
        if (Hidden(application) is not { } hidden || record.Attempt is not { } attempt)
            return null;
        var type = attempt.State == DeliveryState.Success
            ? record.Tries > failing ? EventNames.Recovered : null
            : record.RetryAt is null ? (attempt.Manual && record.Tries == 1 ? null : EventNames.Exhausted)
            : record.Tries == failing ? EventNames.Failing : null;
        if (type is null && !record.DisableEndpoint)
            return null;
        return attemptId =>
        {
            var messages = new List<NewMessage>(2);
            if (type is not null)
                messages.Add(Make(hidden, type, data =>
                {
                    Common(data, application, destination);
                    data.WriteString("msgId", record.Message.PublicId);
                    data.WriteString("msgEventId", record.Message.EventId);
                    data.WriteStartObject("lastAttempt");
                    data.WriteString("id", IdPrefix.Attempt + attemptId);
                    data.WriteNumber("responseStatusCode", attempt.StatusCode);
                    data.WriteString("timestamp", DateTimeOffset.FromUnixTimeMilliseconds(attempt.At));
                    data.WriteEndObject();
                }));
            // Of many that fail together, the first disables it, and only that one tells.
            if (record.DisableEndpoint && catalog.Endpoint(record.Endpoint) is { Disabled: false })
                messages.Add(Make(hidden, EventNames.EndpointDisabled, data =>
                {
                    Common(data, application, destination);
                    data.WriteString("failSince", DateTimeOffset.FromUnixTimeMilliseconds(record.FailingSince > 0 ? record.FailingSince.Value : attempt.At));
                    data.WriteString("trigger", "automatic");
                }));
            return messages;
        };
    }

    /// <summary>After a change of an endpoint by its application: <c>endpoint.created</c>, <c>updated</c> or <c>deleted</c>.</summary>
    public NewMessage? OfEndpoint(string eventType, Application application, Endpoint endpoint) =>
        Hidden(application) is { } hidden ? Make(hidden, eventType, data => Common(data, application, endpoint)) : null;

    /// <summary>After an expectation has ended: <c>expectation.expired</c> or <c>expectation.reconciled</c>.</summary>
    /// <param name="source">Its source's application.</param>
    /// <param name="ended">The expectation.</param>
    /// <param name="event">What was made; null: nothing.</param>
    public NewMessage? OfExpectation(string eventType, Application source, EndedExpectation ended, Message? @event) =>
        Hidden(source) is { } hidden
            ? Make(hidden, eventType, data =>
            {
                data.WriteString("sourceId", source.PublicId);
                data.WriteString("sourceUid", source.Uid);
                data.WriteString("expectationId", ended.Id);
                data.WriteString("key", ended.Key);
                data.WriteString("rule", ended.Rule);
                data.WriteString("deadline", DateTimeOffset.FromUnixTimeMilliseconds(ended.Deadline));
                data.WriteNumber("polls", ended.Polls);
                if (@event is not null)
                    data.WriteString("msgId", @event.PublicId);
            })
            : null;

    private Application? Hidden(Application application) =>
        application is not OperationalApplication && catalog.OperationalApplication(application.Organisation) is { } hidden
        && catalog.EndpointsOf(hidden.Id).Count > 0 ? hidden : null;

    private NewMessage Make(Application hidden, string type, Action<Utf8JsonWriter> data)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteStartObject("data");
            data(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new NewMessage(new Message
        {
            Id = ids.Next(),
            ApplicationId = hidden.Id,
            EventType = type,
            AcceptedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Payload = buffer.WrittenMemory,
        });
    }

    private static void Common(Utf8JsonWriter data, Application application, Destination destination)
    {
        data.WriteString("appId", application.PublicId);
        data.WriteString("appUid", application.Uid);
        data.WriteString("endpointId", destination.PublicId);
        data.WriteString("endpointUid", destination.Uid);
    }
}

/// <summary>An expectation that has ended.</summary>
/// <param name="Id"><c>exp_…</c></param>
/// <param name="Key">Of what the webhook is about.</param>
/// <param name="Rule">The rule that made it; null: it was made over the API.</param>
/// <param name="Deadline">Unix milliseconds.</param>
/// <param name="Polls">How often the provider was asked.</param>
internal readonly record struct EndedExpectation(string Id, string Key, string? Rule, long Deadline, int Polls);

internal static class EventNames
{
    public const string EndpointCreated = "endpoint.created";
    public const string EndpointUpdated = "endpoint.updated";
    public const string EndpointDeleted = "endpoint.deleted";
    public const string EndpointDisabled = "endpoint.disabled";
    public const string Failing = "message.attempt.failing";
    public const string Exhausted = "message.attempt.exhausted";
    public const string Recovered = "message.attempt.recovered";
    public const string ExpectationExpired = "expectation.expired";
    public const string ExpectationReconciled = "expectation.reconciled";

    public static readonly IReadOnlyList<string> All =
        [EndpointCreated, EndpointUpdated, EndpointDeleted, EndpointDisabled, Failing, Exhausted, Recovered, ExpectationExpired, ExpectationReconciled];
}

using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

internal sealed record MessagePrecheckIn(string EventType, IReadOnlyList<string>? Channels)
{
    public static readonly InputShape Shape = new("MessagePrecheckIn", "The message to check.", """{"eventType":"invoice.paid"}""");

    private static readonly Field<string> TypeField = Shape.Required("eventType", Text(TextRule.EventType), "The event type of the message.");
    private static readonly Field<IReadOnlyList<string>> ChannelsField =
        Shape.Optional("channels", MessageIn.Fields.ChannelsRule, "The channels of the message.");

    public static MessagePrecheckIn Read(JsonFields json) => new(TypeField.Read(json) ?? "", ChannelsField.Read(json));
}

internal sealed record BulkExpungeContentsIn(IReadOnlyList<string> Ids)
{
    public static readonly InputShape Shape = new(
        "BulkExpungeContentsIn", "The messages whose payloads are removed.", """{"ids":["msg_2vEzxuyrZz8tGbY2xsvMWHj8OOv","invoice-1337-paid"]}""");

    private static readonly Field<IReadOnlyList<string>> IdsField = Shape.Optional("ids", Texts(TextRule.EventId, 0, 1000), "Messages, by id or `eventId`.");

    public static BulkExpungeContentsIn Read(JsonFields json) => new(IdsField.Read(json) ?? []);
}

/// <summary>A span of time: what <c>recover</c> and <c>replay-missing</c> take.</summary>
/// <param name="Since">Unix milliseconds.</param>
/// <param name="Until">Unix milliseconds; null: now.</param>
internal sealed record SpanIn(long Since, long? Until)
{
    public static readonly InputShape Recover = new("RecoverIn", "A span of time, at most 14 days back.", Example);
    public static readonly InputShape Replay = new("ReplayIn", "A span of time.", Example);

    public static readonly Field<long?> SinceField = Replay.Has(Recover.Required("since", Time(), "Messages that were accepted at this time or later."));
    public static readonly Field<long?> UntilField = Replay.Has(Recover.Optional("until", Time(), "The end of the span; now by default."));

    private const string Example = $$"""{"since":"{{InputShape.Since}}"}""";

    public static SpanIn Read(JsonFields json)
    {
        var span = new SpanIn(SinceField.Read(json) ?? 0, UntilField.Read(json));
        if (span.Until < span.Since) UntilField.Refuse(json, "must not be before since");
        return span;
    }
}

internal sealed record BulkReplayIn
{
    public required SpanIn Span { get; init; }

    public required IReadOnlyList<string>? EventTypes { get; init; }

    public required string? Channel { get; init; }

    public required string? Tag { get; init; }

    public required int? Status { get; init; }

    public required int? StatusCodeClass { get; init; }

    public static BulkReplayIn Read(JsonFields json)
    {
        var statusClass = Fields.StatusCodeClass.Read(json);
        return new BulkReplayIn
        {
            Span = SpanIn.Read(json),
            EventTypes = Fields.EventTypes.Read(json) is { Count: > 0 } types ? types : null,
            Channel = Fields.Channel.Read(json),
            Tag = Fields.Tag.Read(json),
            Status = Fields.Status.Read(json),
            StatusCodeClass = statusClass,
        };
    }

    internal static class Fields
    {
        public static readonly InputShape Shape = Spanned(new(
            "BulkReplayIn", "The messages of an endpoint to send again.",
            $$"""{"since":"{{InputShape.Since}}","eventTypes":["invoice.paid"],"status":2}"""));

        public static readonly Field<IReadOnlyList<string>> EventTypes = Shape.Optional("eventTypes", Common.EventTypesOrNone, "Only messages of these types.", "filterTypes");
        public static readonly Field<string> Channel = Shape.Optional("channel", Text(TextRule.Channel), "Only messages with this channel.");
        public static readonly Field<string> Tag = Shape.Optional("tag", Text(TextRule.Tag), "Only messages with this tag.");
        public static readonly Field<int?> Status =
            Shape.Optional("status", Number(0, 1, 2, 3, 4), "Only messages whose delivery ended with this state: 0 success, 2 fail, 4 canceled.");

        public static readonly Field<int?> StatusCodeClass =
            Shape.Optional("statusCodeClass", Number(0, 100, 200, 300, 400, 500), "Only messages with an answer of this class.");

        private static InputShape Spanned(InputShape shape)
        {
            shape.Has(SpanIn.SinceField);
            shape.Has(SpanIn.UntilField);
            return shape;
        }
    }
}

/// <param name="After">Unix milliseconds.</param>
internal sealed record PollingEndpointConsumerSeekIn(long After)
{
    public static readonly InputShape Shape = new("PollingEndpointConsumerSeekIn", "The new position.", """{"after":"2026-01-01T00:00:00Z"}""");

    private static readonly Field<long?> AfterField = Shape.Required("after", Time(), "Messages that were accepted at this time or later.");

    public static PollingEndpointConsumerSeekIn Read(JsonFields json) => new(AfterField.Read(json) ?? 0);
}

internal sealed record AppUsageStatsIn(long Since, long Until, IReadOnlyList<string>? AppIds)
{
    public static readonly InputShape Shape = new(
        "AppUsageStatsIn", "The messages to count.", """{"since":"2026-01-01T00:00:00Z","until":"2026-02-01T00:00:00Z","appIds":["acme"]}""");

    private static readonly Field<long?> SinceField = Shape.Required("since", Time(), "Messages that were accepted at this time or later.");
    private static readonly Field<long?> UntilField = Shape.Required("until", Time(), "Only messages that were accepted before this time.");
    private static readonly Field<IReadOnlyList<string>> AppsField =
        Shape.Optional("appIds", Texts(TextRule.EventId, 0, 1000), "Only messages of these applications, by id or uid; by default all.");

    public static AppUsageStatsIn Read(JsonFields json)
    {
        var stats = new AppUsageStatsIn(SinceField.Read(json) ?? 0, UntilField.Read(json) ?? 0, AppsField.Read(json));
        if (stats.Until < stats.Since) UntilField.Refuse(json, "must not be before since");
        return stats;
    }
}

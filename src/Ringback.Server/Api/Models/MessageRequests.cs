using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

internal sealed record MessagePrecheckIn(string EventType, IReadOnlyList<string>? Channels)
{
    public static readonly InputShape Shape = new("MessagePrecheckIn", "What a message would be.", """{"eventType":"invoice.paid"}""");

    private static readonly Field<string> TypeField = Shape.Required("eventType", Text(TextRule.EventType), "What it would be about.");
    private static readonly Field<IReadOnlyList<string>> ChannelsField =
        Shape.Optional("channels", MessageIn.Fields.ChannelsRule, "The channels it would have.");

    public static MessagePrecheckIn Read(JsonFields json) => new(TypeField.Read(json) ?? "", ChannelsField.Read(json));
}

internal sealed record BulkExpungeContentsIn(IReadOnlyList<string> Ids)
{
    public static readonly InputShape Shape = new(
        "BulkExpungeContentsIn", "Whose payloads to drop.", """{"ids":["msg_2vEzxuyrZz8tGbY2xsvMWHj8OOv","invoice-1337-paid"]}""");

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

    public static readonly Field<long?> SinceField = Replay.Has(Recover.Required("since", Time(), "Messages accepted from then on."));
    public static readonly Field<long?> UntilField = Replay.Has(Recover.Optional("until", Time(), "And before then; now when left out."));

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
            "BulkReplayIn", "Which of an endpoint's messages to send again.",
            $$"""{"since":"{{InputShape.Since}}","eventTypes":["invoice.paid"],"status":2}"""));

        public static readonly Field<IReadOnlyList<string>> EventTypes = Shape.Optional("eventTypes", Common.EventTypesOrNone, "Only of these types.", "filterTypes");
        public static readonly Field<string> Channel = Shape.Optional("channel", Text(TextRule.Channel), "Only of this channel.");
        public static readonly Field<string> Tag = Shape.Optional("tag", Text(TextRule.Tag), "Only with this tag.");
        public static readonly Field<int?> Status =
            Shape.Optional("status", Number(0, 1, 2, 3, 4), "Only those whose delivery ended so: 0 success, 2 fail, 4 canceled.");

        public static readonly Field<int?> StatusCodeClass =
            Shape.Optional("statusCodeClass", Number(0, 100, 200, 300, 400, 500), "Only those that were once answered so.");

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
    public static readonly InputShape Shape = new("PollingEndpointConsumerSeekIn", "Where to go on.", """{"after":"2026-01-01T00:00:00Z"}""");

    private static readonly Field<long?> AfterField = Shape.Required("after", Time(), "Messages accepted from then on.");

    public static PollingEndpointConsumerSeekIn Read(JsonFields json) => new(AfterField.Read(json) ?? 0);
}

internal sealed record AppUsageStatsIn(long Since, long Until, IReadOnlyList<string>? AppIds)
{
    public static readonly InputShape Shape = new(
        "AppUsageStatsIn", "Whose messages to count.", """{"since":"2026-01-01T00:00:00Z","until":"2026-02-01T00:00:00Z","appIds":["acme"]}""");

    private static readonly Field<long?> SinceField = Shape.Required("since", Time(), "Messages accepted from then on.");
    private static readonly Field<long?> UntilField = Shape.Required("until", Time(), "And before then.");
    private static readonly Field<IReadOnlyList<string>> AppsField =
        Shape.Optional("appIds", Texts(TextRule.EventId, 0, 1000), "Of these applications, by id or uid; all when left out.");

    public static AppUsageStatsIn Read(JsonFields json)
    {
        var stats = new AppUsageStatsIn(SinceField.Read(json) ?? 0, UntilField.Read(json) ?? 0, AppsField.Read(json));
        if (stats.Until < stats.Since) UntilField.Refuse(json, "must not be before since");
        return stats;
    }
}

using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

internal sealed record MessagePrecheckIn(string EventType, IReadOnlyList<string>? Channels)
{
    public static MessagePrecheckIn Read(JsonFields fields) => new(
        fields.Text("eventType", TextRule.EventType, Need.Required) ?? "", Common.Channels(fields, 1, MessageIn.MostChannels));
}

internal sealed record BulkExpungeContentsIn(IReadOnlyList<string> Ids)
{
    private const int Most = 1000;

    public static BulkExpungeContentsIn Read(JsonFields fields) => new(fields.Texts("ids", TextRule.EventId, 0, Most) ?? []);
}

/// <summary>A span of time: what <c>recover</c> and <c>replay-missing</c> take.</summary>
/// <param name="Since">Unix milliseconds.</param>
/// <param name="Until">Unix milliseconds; null: now.</param>
internal sealed record SpanIn(long Since, long? Until)
{
    public static SpanIn Read(JsonFields fields)
    {
        var span = new SpanIn(fields.Time("since", Need.Required) ?? 0, fields.Time("until"));
        if (span.Until < span.Since) fields.Add("until", "must not be before since");
        return span;
    }
}

internal sealed record BulkReplayIn
{
    private static readonly int[] Classes = [0, 100, 200, 300, 400, 500];

    public required SpanIn Span { get; init; }

    public required IReadOnlyList<string>? EventTypes { get; init; }

    public required string? Channel { get; init; }

    public required string? Tag { get; init; }

    public required int? Status { get; init; }

    public required int? StatusCodeClass { get; init; }

    public static BulkReplayIn Read(JsonFields fields)
    {
        var statusClass = (int?)fields.Whole("statusCodeClass", 0, 500);
        if (statusClass is { } given && !Classes.Contains(given)) fields.Add("statusCodeClass", "must be one of 0, 100, 200, 300, 400, 500");
        return new BulkReplayIn
        {
            Span = SpanIn.Read(fields),
            EventTypes = Common.EventTypes(fields, least: 0) is { Count: > 0 } types ? types : null,
            Channel = fields.Text("channel", TextRule.Channel),
            Tag = fields.Text("tag", TextRule.Tag),
            Status = (int?)fields.Whole("status", 0, 4),
            StatusCodeClass = statusClass,
        };
    }
}

/// <param name="After">Unix milliseconds.</param>
internal sealed record PollingEndpointConsumerSeekIn(long After)
{
    public static PollingEndpointConsumerSeekIn Read(JsonFields fields) => new(fields.Time("after", Need.Required) ?? 0);
}

internal sealed record AppUsageStatsIn(long Since, long Until, IReadOnlyList<string>? AppIds)
{
    private const int Most = 1000;

    public static AppUsageStatsIn Read(JsonFields fields)
    {
        var stats = new AppUsageStatsIn(
            fields.Time("since", Need.Required) ?? 0, fields.Time("until", Need.Required) ?? 0, fields.Texts("appIds", TextRule.EventId, 0, Most));
        if (stats.Until < stats.Since) fields.Add("until", "must not be before since");
        return stats;
    }
}

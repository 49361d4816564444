using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ringback.Storage.Sqlite.Jobs;

/// <summary>What jobs found or did, as the JSON that who asks is shown (<c>data</c> of a background task).</summary>
internal static class JobResult
{
    /// <summary><c>{"messages": 12}</c></summary>
    public static string Count(long messages) => JsonSerializer.Serialize(new MessageCount(messages), JobResultJson.Default.MessageCount);

    public static long CountOf(string result) => JsonSerializer.Deserialize(result, JobResultJson.Default.MessageCount)!.Messages;

    /// <summary><c>{"error": "why"}</c></summary>
    public static string Error(string reason) => JsonSerializer.Serialize(new JobError(reason), JobResultJson.Default.JobError);

    public static ApplicationCounts Applications(string result) => JsonSerializer.Deserialize(result, JobResultJson.Default.ApplicationCounts)!;

    public static EventTypeCounts EventTypes(string result) => JsonSerializer.Deserialize(result, JobResultJson.Default.EventTypeCounts)!;

    public static string Of(ApplicationCounts counts) => JsonSerializer.Serialize(counts, JobResultJson.Default.ApplicationCounts);

    public static string Of(EventTypeCounts counts) => JsonSerializer.Serialize(counts, JobResultJson.Default.EventTypeCounts);
}

internal sealed record MessageCount(long Messages = 0);

internal sealed record JobError(string Error);

/// <summary><c>{"applications": [{"appId": "app_…", "appUid": null, "messages": 12}]}</c></summary>
internal sealed class ApplicationCounts
{
    public List<ApplicationCount> Applications { get; set; } = [];
}

internal sealed record ApplicationCount(string AppId, string? AppUid, long Messages);

/// <summary><c>{"eventTypes": {"invoice.paid": 12}}</c></summary>
internal sealed class EventTypeCounts
{
    public Dictionary<string, long> EventTypes { get; set; } = new(StringComparer.Ordinal);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MessageCount))]
[JsonSerializable(typeof(JobError))]
[JsonSerializable(typeof(ApplicationCounts))]
[JsonSerializable(typeof(EventTypeCounts))]
internal sealed partial class JobResultJson : JsonSerializerContext;

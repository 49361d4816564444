using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ringback.Core.Jobs;

/// <summary>What jobs found or did, as the JSON that who asks is shown: <c>data</c> of a background task, in the names that the SDKs document.</summary>
internal static class JobResult
{
    /// <summary><c>{"messagesSent": 12}</c></summary>
    public static string Sent(long messages) => JsonSerializer.Serialize(new SentCount(messages), JobResultJson.Default.SentCount);

    public static long SentOf(string result) => JsonSerializer.Deserialize(result, JobResultJson.Default.SentCount)!.MessagesSent;

    /// <summary><c>{"messagesPurged": 12}</c></summary>
    public static string Purged(long messages) => JsonSerializer.Serialize(new PurgedCount(messages), JobResultJson.Default.PurgedCount);

    public static long PurgedOf(string result) => JsonSerializer.Deserialize(result, JobResultJson.Default.PurgedCount)!.MessagesPurged;

    /// <summary><c>{"error": "why"}</c></summary>
    public static string Error(string reason) => JsonSerializer.Serialize(new JobError(reason), JobResultJson.Default.JobError);

    public static ApplicationStats Applications(string result) => JsonSerializer.Deserialize(result, JobResultJson.Default.ApplicationStats)!;

    public static string Serialize(ApplicationStats stats) => JsonSerializer.Serialize(stats, JobResultJson.Default.ApplicationStats);

    public static string Serialize(EventTypeStats stats) => JsonSerializer.Serialize(stats, JobResultJson.Default.EventTypeStats);
}

internal sealed record SentCount(long MessagesSent = 0);

internal sealed record PurgedCount(long MessagesPurged = 0);

internal sealed record JobError(string Error);

/// <summary><c>{"appStats": [{"appId": "app_…", "appUid": null, "messageDestinations": 12}]}</c></summary>
internal sealed class ApplicationStats
{
    public List<ApplicationCount> AppStats { get; set; } = [];
}

internal sealed record ApplicationCount(string AppId, string? AppUid, long MessageDestinations);

/// <summary><c>{"event_types": [{"appId": "app_…", "explicitlySubscribedEventTypes": ["a"], "hasCatchAllEndpoint": false}]}</c></summary>
internal sealed record EventTypeStats([property: JsonPropertyName("event_types")] IReadOnlyList<Subscriptions> Applications);

/// <param name="AppId">The application.</param>
/// <param name="ExplicitlySubscribedEventTypes">Those that its endpoints name, sorted.</param>
/// <param name="HasCatchAllEndpoint">Whether one of its endpoints takes every type.</param>
internal sealed record Subscriptions(string AppId, IReadOnlyList<string> ExplicitlySubscribedEventTypes, bool HasCatchAllEndpoint);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SentCount))]
[JsonSerializable(typeof(PurgedCount))]
[JsonSerializable(typeof(JobError))]
[JsonSerializable(typeof(ApplicationStats))]
[JsonSerializable(typeof(EventTypeStats))]
internal sealed partial class JobResultJson : JsonSerializerContext;

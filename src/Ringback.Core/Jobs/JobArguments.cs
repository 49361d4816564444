using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Core.Record;

namespace Ringback.Core.Jobs;

/// <summary>Of <see cref="JobKind.Recover"/> and <see cref="JobKind.ReplayMissing"/>: messages accepted in [since, until), Unix milliseconds.</summary>
internal sealed record ReplayArguments(int Endpoint, long Since, long Until);

/// <summary>Of <see cref="JobKind.BulkReplay"/>; null is no condition.</summary>
internal sealed record BulkReplayArguments(
    int Endpoint, long Since, long Until, IReadOnlyList<string>? EventTypes = null, string? Channel = null, string? Tag = null,
    DeliveryState? State = null, int? StatusCodeClass = null);

/// <summary>Of <see cref="JobKind.ApplicationStats"/>: the organisation's applications with these ids, or all; messages accepted in [since, until).</summary>
internal sealed record StatsArguments(long Since, long Until, IReadOnlyList<int>? Applications = null);

/// <summary>Arguments as a job keeps them.</summary>
internal static class JobArguments
{
    public static string Serialize(ReplayArguments arguments) => JsonSerializer.Serialize(arguments, JobArgumentsJson.Default.ReplayArguments);

    public static string Serialize(BulkReplayArguments arguments) => JsonSerializer.Serialize(arguments, JobArgumentsJson.Default.BulkReplayArguments);

    public static string Serialize(StatsArguments arguments) => JsonSerializer.Serialize(arguments, JobArgumentsJson.Default.StatsArguments);

    public static ReplayArguments Replay(Job job) => JsonSerializer.Deserialize(job.Arguments, JobArgumentsJson.Default.ReplayArguments)!;

    public static BulkReplayArguments BulkReplay(Job job) => JsonSerializer.Deserialize(job.Arguments, JobArgumentsJson.Default.BulkReplayArguments)!;

    public static StatsArguments Stats(Job job) => JsonSerializer.Deserialize(job.Arguments, JobArgumentsJson.Default.StatsArguments)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReplayArguments))]
[JsonSerializable(typeof(BulkReplayArguments))]
[JsonSerializable(typeof(StatsArguments))]
internal sealed partial class JobArgumentsJson : JsonSerializerContext;

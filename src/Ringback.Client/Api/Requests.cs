using System.Text.Json.Nodes;

namespace Ringback.Client.Api;

internal sealed record RotateSecretRequest(JsonObject Config, long? GracePeriodSeconds);

internal sealed record RotatedToken(string IngestUrl);

internal sealed record ReplayManyRequest(DateTimeOffset Since, DateTimeOffset? Until, string? Status, bool DryRun);

internal sealed record ReplayOneRequest(bool Force);

internal sealed record ReplayedOne(RunReplayStatus Status);

internal sealed record ShownSecret(string Key);

internal sealed record RotateKeyRequest(string? Key, long? GracePeriodSeconds);

internal sealed record HeadersRequest(IReadOnlyDictionary<string, string> Headers);

internal sealed record PatchHeadersRequest(IReadOnlyDictionary<string, string?> Headers);

internal sealed record ExampleRequest(string EventType);

internal sealed record ResendRequest(
    DateTimeOffset Since, DateTimeOffset? Until, IReadOnlyList<string>? EventTypes = null, string? Channel = null, string? Tag = null, int? Status = null, int? StatusCodeClass = null);

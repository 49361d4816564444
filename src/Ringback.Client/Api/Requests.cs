using System.Text.Json.Nodes;

namespace Ringback.Client.Api;

internal sealed record RotateSecretRequest(JsonObject Config, long? GracePeriodSeconds);

internal sealed record RotatedToken(string IngestUrl);

internal sealed record ReplayManyRequest(DateTimeOffset Since, DateTimeOffset? Until, string? Status, bool DryRun);

internal sealed record ReplayOneRequest(bool Force);

internal sealed record ReplayedOne(RunReplayStatus Status);

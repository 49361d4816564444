using System.Text.Json;
using Ringback.Verification.Schedules;
using Ringback.Verification.Types;

namespace Ringback.Verification.Verifiers;

/// <summary>A source ready to receive: made of its type and configuration by <see cref="SourceTypes"/>.</summary>
internal sealed record SourceProfile(string Type, IRequestVerifier Verifier, EventShape Events)
{
    /// <summary>What the provider wants to hear of an event that was taken; null when any 2xx will do.</summary>
    public ProviderAnswer? Answer { get; init; }

    /// <summary>False when only the token in the URL stands for the sender.</summary>
    public bool IsVerified { get; init; } = true;

    /// <summary>What it fires by itself; null when somebody calls.</summary>
    public ScheduledEvent? Scheduled { get; init; }

    /// <summary>It fires by its schedule, and has no ingest URL.</summary>
    public bool IsScheduled => Scheduled is not null;

    /// <summary>The fields of the configuration that hold secrets: not to be shown again.</summary>
    public IReadOnlyCollection<string> SecretFields { get; init; } = [];

    /// <summary>The fields of the configuration by which the sender is known: only they retire.</summary>
    public IReadOnlyCollection<string> CredentialFields { get; init; } = [];
}

/// <summary>An older configuration, whose secrets are good until their grace ends.</summary>
internal sealed record RetiringConfig(JsonElement? Config, DateTimeOffset Until);

/// <summary>The configurations of a source: one, and more while its secrets are rotated.</summary>
internal sealed record SourceSecrets(JsonElement? Current, IReadOnlyList<RetiringConfig> Retiring);

namespace Ringback.Server.Health;

/// <summary>Something without which this process shouldn't be sent requests. Asked often, so it answers from memory.</summary>
internal interface IReadinessCheck
{
    /// <summary>Why it isn't ready, as a sentence; null when it is.</summary>
    string? Fault { get; }
}

namespace Ringback.Core.Lanes;

/// <summary>How an attempt went.</summary>
/// <param name="Throttled">The receiver asked for less.</param>
/// <param name="RetryAt">When it is tried again, Unix milliseconds.</param>
/// <param name="Tries">Attempts made, as recorded.</param>
internal readonly record struct Flight(bool Success, bool Throttled, int DurationMs, long? RetryAt, int Tries);

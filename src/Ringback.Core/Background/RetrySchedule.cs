using System.Diagnostics.CodeAnalysis;
using Ringback.Verification.Text;

namespace Ringback.Core.Background;

/// <summary>How long to wait after each failed attempt, and when to give up. Immutable.</summary>
internal sealed class RetrySchedule
{
    /// <summary>A receiver may ask us to wait (<c>Retry-After</c>), but not for longer than this.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <summary>In a FIFO lane the head holds up all that follow: it is tried at least this often.</summary>
    public static readonly TimeSpan LongestFifoBackoff = TimeSpan.FromMinutes(5);

    /// <summary>No retries: one attempt, then given up.</summary>
    public static readonly RetrySchedule None = new([]);

    /// <summary>5s, 5m, 30m, 2h, 5h, 10h, 10h: eight attempts in about 28 hours.</summary>
    public static readonly RetrySchedule Default = new(
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(10),
    ]);

    private const int MostRetries = 100;
    private const double Jitter = 0.2;
    private const string NoneText = "none";
    private readonly TimeSpan[] _delays;

    private RetrySchedule(TimeSpan[] delays) => _delays = delays;

    public static RetrySchedule CreateFrom(IEnumerable<TimeSpan> delays) => new([.. delays]);

    public int Retries => _delays.Length;

    /// <summary>Before jitter.</summary>
    public IReadOnlyList<TimeSpan> Delays => _delays;

    /// <summary>Durations separated by commas: <c>5s,5m,30m</c>; <c>none</c> for no retries.</summary>
    /// <param name="error">What is wrong, and what would be right.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RetrySchedule? schedule, [NotNullWhen(false)] out string? error)
    {
        schedule = null;
        error = null;
        if (text?.Trim() == NoneText)
        {
            schedule = None;
            return true;
        }
        var parts = (text ?? "").Split(',');
        if (parts.Length > MostRetries)
        {
            error = $"a retry schedule has at most {MostRetries} durations; this one has {parts.Length}";
            return false;
        }
        var delays = new TimeSpan[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (DurationText.TryParse(parts[i], out delays[i], out error) && delays[i] > TimeSpan.Zero) continue;
            error = $"a retry schedule is a list of durations, each more than nothing, such as {Default}, or none: {error ?? $"'{parts[i].Trim()}' is nothing"}";
            return false;
        }
        schedule = new RetrySchedule(delays);
        return true;
    }

    /// <summary>
    /// The same patience in steps of at most 5 minutes: longer waits are cut up, not cut off, so that a FIFO head
    /// isn't given up after half an hour where others have a day.
    /// </summary>
    public RetrySchedule ForFifo() =>
        _delays.All(delay => delay <= LongestFifoBackoff) ? this : new RetrySchedule([.. _delays.SelectMany(Steps)]);

    /// <summary>The wait after the <paramref name="failedAttempts"/>-th failed attempt (from 1), ±20 %; null when it is given up.</summary>
    /// <param name="retryAfter">What the receiver asked for: makes the wait longer (to 24 h at most), never shorter.</param>
    /// <param name="random01">From 0 to below 1.</param>
    public TimeSpan? Delay(int failedAttempts, TimeSpan? retryAfter, Func<double> random01)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failedAttempts, 1);
        if (failedAttempts > _delays.Length) return null;
        var wait = _delays[failedAttempts - 1] * (1 - Jitter + 2 * Jitter * random01());
        if (retryAfter is not { } asked) return wait;
        if (asked > LongestRetryAfter) asked = LongestRetryAfter;
        return asked > wait ? asked : wait;
    }

    public override string ToString() => _delays.Length == 0 ? NoneText : string.Join(',', _delays.Select(DurationText.Format));

    private static IEnumerable<TimeSpan> Steps(TimeSpan delay)
    {
        var steps = (int)Math.Ceiling(delay / LongestFifoBackoff);
        return Enumerable.Repeat(delay / steps, steps);
    }
}

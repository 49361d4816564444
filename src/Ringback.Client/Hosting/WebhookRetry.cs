namespace Ringback.Client;

/// <summary>How an event in the inbox is tried again: each wait is double the one before, with up to a fifth more or less at random.</summary>
public sealed record WebhookRetry
{
    /// <summary>How long until the second attempt.</summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between two attempts.</summary>
    /// <value>Default 1 hour.</value>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After so many attempts the event is given up: it stays in the inbox, with its error.</summary>
    /// <value>Default 20: some ten hours.</value>
    public int MaxAttempts { get; init; } = 20;

    /// <summary>The wait after an attempt.</summary>
    /// <param name="attempt">The one that failed, from 1.</param>
    /// <param name="jitter">From 0 to 1; a half adds nothing.</param>
    internal TimeSpan DelayAfter(int attempt, double jitter)
    {
        var delay = Math.Min(FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 40)), LongestDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(delay * (0.8 + 0.4 * jitter));
    }
}

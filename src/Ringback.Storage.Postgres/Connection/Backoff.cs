namespace Ringback.Storage.Postgres.Connection;

/// <summary>How long to wait before the next try to connect: twice as long each time, and by chance less, so that sessions and nodes don't try at once.</summary>
internal sealed class Backoff(Random random)
{
    private const double FirstMs = 100;
    private const double LongestMs = 5_000;

    private double _ms = FirstMs;

    public TimeSpan Next()
    {
        var wait = TimeSpan.FromMilliseconds(_ms * (0.5 + random.NextDouble() / 2));
        _ms = Math.Min(_ms * 2, LongestMs);
        return wait;
    }

    public void Reset() => _ms = FirstMs;
}

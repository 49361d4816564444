using System.Collections.Concurrent;

namespace Ringback.Core.Http;

/// <summary>
/// The time limit of one exchange, reused: a new CancellationTokenSource with its timer costs about 300 bytes
/// a send, one that was reset costs none.
/// </summary>
internal sealed class TimeLimit
{
    private const int MostKept = 1024;
    private static readonly ConcurrentStack<TimeLimit> Kept = new();
    private static int _kept;

    private readonly CancellationTokenSource _source = new();
    private CancellationTokenRegistration _outer;

    public CancellationToken Token => _source.Token;

    /// <summary>Ends when the time is over or when <paramref name="outer"/> ends. To be given back.</summary>
    public static TimeLimit Start(TimeSpan limit, CancellationToken outer)
    {
        if (Kept.TryPop(out var taken)) Interlocked.Decrement(ref _kept);
        else taken = new TimeLimit();
        taken._source.CancelAfter(limit);
        taken._outer = outer.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), taken._source);
        return taken;
    }

    /// <summary>Only when nothing uses the token any more.</summary>
    public void GiveBack()
    {
        // Waits for a cancellation that is running, so that it can't hit the next one to use this.
        _outer.Dispose();
        if (_source.TryReset())
        {
            if (Interlocked.Increment(ref _kept) <= MostKept)
            {
                Kept.Push(this);
                return;
            }
            Interlocked.Decrement(ref _kept);
        }
        _source.Dispose();
    }
}

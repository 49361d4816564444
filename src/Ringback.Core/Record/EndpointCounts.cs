using System.Runtime.InteropServices;
using Ringback.Core.Commit;

namespace Ringback.Core.Record;

/// <summary>Where counts of ended deliveries are kept, in the batch under way.</summary>
internal interface IEndpointCountRows
{
    /// <param name="hour">Counted from 1970.</param>
    void Add(int endpoint, long hour, Tally tally);
}

/// <summary>
/// How deliveries ended, by endpoint and hour: counted in memory, added to the table now and then, so that it costs a success nothing.
/// A crash loses what wasn't added yet.
/// </summary>
internal sealed class EndpointCounts(IEndpointCountRows rows)
{
    /// <value>In milliseconds.</value>
    public const long Hour = 3_600_000;

    private readonly Lock _lock = new();

    // What is being counted, and what is being added to the table: apart, so that busy endpoints don't keep the others waiting.
    // An endpoint has an entry for each hour since the last addition, which retention makes every few seconds.
    private Dictionary<(int Endpoint, long Hour), Tally> _counts = [];
    private Dictionary<(int Endpoint, long Hour), Tally> _leaving = [];

    public int Count
    {
        get { lock (_lock) return _counts.Count + _leaving.Count; }
    }

    public static long HourOf(long unixMs) => unixMs / Hour;

    /// <param name="endpoint">The destination.</param>
    /// <param name="state">How the delivery ended.</param>
    /// <param name="at">When, in Unix milliseconds: where its last attempt ended, by which it is found again.</param>
    public void Add(int endpoint, DeliveryState state, long at)
    {
        lock (_lock)
        {
            ref var tally = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, (endpoint, HourOf(at)), out _);
            tally = state switch
            {
                DeliveryState.Success => tally with { Success = tally.Success + 1 },
                DeliveryState.Canceled => tally with { Canceled = tally.Canceled + 1 },
                _ => tally with { Fail = tally.Fail + 1 },
            };
        }
    }

    /// <summary>What isn't in the table yet of an endpoint's hours, first and last included.</summary>
    public Tally UnsavedTally(int endpoint, long from, long to)
    {
        var sum = default(Tally);
        lock (_lock)
        {
            // Flushed every few seconds, an endpoint has an hour or two in here, whatever the range.
            for (var hour = Math.Max(from, to - 1000); hour <= to; hour++)
                sum = sum.Plus(_counts.GetValueOrDefault((endpoint, hour))).Plus(_leaving.GetValueOrDefault((endpoint, hour)));
        }

        return sum;
    }

    /// <summary>Adds at most <paramref name="limit"/> counts to the table, in the batch under way.</summary>
    public void Flush(IWriteBatch batch, int limit)
    {
        List<KeyValuePair<(int Endpoint, long Hour), Tally>> taken;
        lock (_lock)
        {
            if (_leaving.Count == 0)
                (_counts, _leaving) = (_leaving, _counts);
            taken = [.. _leaving.Take(limit)];
            foreach (var (key, _) in taken)
                _leaving.Remove(key);
        }

        batch.OnUndo(() => PutBack(taken));
        foreach (var ((endpoint, hour), tally) in taken)
            rows.Add(endpoint, hour, tally);
    }

    private void PutBack(List<KeyValuePair<(int Endpoint, long Hour), Tally>> taken)
    {
        lock (_lock)
            foreach (var (key, tally) in taken)
                _counts[key] = _counts.GetValueOrDefault(key).Plus(tally);
    }
}

/// <summary>Deliveries ended, by how.</summary>
internal readonly record struct Tally(long Success, long Fail, long Canceled)
{
    public Tally Plus(Tally other) => new(Success + other.Success, Fail + other.Fail, Canceled + other.Canceled);
}

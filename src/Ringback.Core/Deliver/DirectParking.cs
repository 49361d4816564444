using Ringback.Core.Commit;

namespace Ringback.Core.Deliver;

/// <summary>Rows of work for direct deliveries, in the batch under way.</summary>
internal interface IDirectWorkRows
{
    /// <summary>Gives a direct delivery a row of parked work.</summary>
    void Park(long seq, int endpoint);

    /// <summary>Keeps the oldest message that may have a direct delivery: a start looks at no older one.</summary>
    void KeepOldest(long seq);
}

/// <summary>The rule of when direct deliveries get rows of work, and of how far a start has to look back for those that have none.</summary>
/// <param name="batch">Takes back what isn't committed.</param>
/// <param name="rows">Of work.</param>
/// <param name="listeners">Hear of parked work.</param>
/// <param name="direct">Those that have no row.</param>
/// <param name="kept">What is on record as the oldest message that may have a direct delivery.</param>
internal sealed class DirectParking(IWriteBatch batch, IDirectWorkRows rows, StoreListeners listeners, DirectDeliveries direct, long kept)
{
    /// <value>Messages by which what is on record may lag behind.</value>
    public const int Lag = 10_000;

    private long _kept = kept;

    /// <summary>Gives those of an endpoint rows, and tells of parked work.</summary>
    public void ParkEndpoint(int endpoint)
    {
        foreach (var seq in direct.OfEndpoint(endpoint))
            Park(seq, endpoint);
        batch.AfterCommit(() => listeners.Intake.Parked(endpoint));
    }

    /// <summary>Gives those rows that have waited for long. Their lanes keep them in memory, as any work that they took in.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public void ParkOld(long now)
    {
        foreach (var (seq, endpoint) in direct.AcceptedBefore(now - DirectDeliveries.Patience))
            Park(seq, endpoint);
    }

    /// <summary>Keeps the oldest message that may have one, when it has moved on far enough.</summary>
    public void KeepOldest()
    {
        var oldest = direct.Oldest() ?? batch.NextSeq;
        if (oldest < _kept + Lag)
            return;
        var before = _kept;
        _kept = oldest;
        batch.OnUndo(() => _kept = before);
        rows.KeepOldest(oldest);
    }

    private void Park(long seq, int endpoint)
    {
        if (direct.Remove(seq, endpoint))
            rows.Park(seq, endpoint);
    }
}

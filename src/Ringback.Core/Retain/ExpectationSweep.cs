using Ringback.Core.Commit;
using Ringback.Core.Reconcile;

namespace Ringback.Core.Retain;

/// <summary>
/// The rule of how expectations go that ended long ago, and all of sources that are gone: a walk through all of them, and round again
/// after a rest.
/// </summary>
internal sealed class ExpectationSweep(IWriteBatch batch, IExpectationSweepRows rows, Catalog.Catalog catalog, SourceWatches watches)
{
    private long _row;
    private Rest _rest = new(Retention.Minute);

    /// <returns>Whether there is more to drop now.</returns>
    public bool Step(long now, in RetentionTimes times)
    {
        if (!_rest.IsOver(now))
            return false;
        var before = (_row, _rest);
        batch.OnUndo(() => (_row, _rest) = before);
        var seen = rows.Next(_row, Retention.Chunk);
        var dropped = 0;
        foreach (var expectation in seen)
        {
            _row = expectation.Row;
            if (!times.Drops(expectation.HasEnded ? expectation.UpdatedAt : null, sourceIsGone: catalog.Source(expectation.Application) is null))
                continue;
            dropped++;
            rows.Drop(expectation.Row);
            if (expectation.IsLive)
                watches.Live(expectation.Application, -1);
        }

        // Going on at once pays only where much goes.
        if (seen.Count == Retention.Chunk)
            return dropped > Retention.Chunk / 4;
        rows.DropSchedulesWithoutSource();
        watches.ForgetGone();
        (_row, _rest) = (0, _rest.From(now));
        return false;
    }
}

using Ringback.Core.Commit;
using Ringback.Core.Record;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Record;

/// <summary>The order of attempts. No index has the last place (that would be a B-tree more for each attempt): it follows from the order of messages.</summary>
internal sealed class AttemptSequence(Database database, IWriteBatch batch)
{
    // The last place that version 5 and those before it may have given out, in another order.
    private long _last = database.Prepared("select value from meta where key = 'aseq'").Scalar() ?? 0;

    /// <summary>The next place, in the transaction under way; never given twice, though a failed one loses it.</summary>
    public long Next() => _last = AttemptPlace.Behind(batch.NextSeq, _last);
}

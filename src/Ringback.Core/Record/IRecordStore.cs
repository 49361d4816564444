using Ringback.Core.Commit;

namespace Ringback.Core.Record;

/// <summary>Writes outcomes down.</summary>
internal interface IRecordStore
{
    /// <summary>
    /// Completes when the attempt, the delivery's new state and its next due time are on disk, in one commit.
    /// When it throws, nothing was written, and the same record may be given again.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store can't commit.</exception>
    ValueTask RecordAsync(AttemptRecord record);

    /// <summary>Commits something of no meaning: says whether a store that could not commit works again.</summary>
    /// <exception cref="StoreUnavailableException">It doesn't.</exception>
    ValueTask ProbeAsync();

    /// <summary>Endpoints that only fail, and since when (Unix milliseconds): read at start.</summary>
    IReadOnlyDictionary<int, long> FailingSince();
}

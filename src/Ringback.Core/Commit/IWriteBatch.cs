namespace Ringback.Core.Commit;

/// <summary>
/// The write batch under way, as a rule sees it: what it decides is committed with all of the batch, or taken back. For the writer's
/// thread. A batch that fails is run again from its start, so a rule keeps nothing in memory but through <see cref="OnUndo"/>.
/// </summary>
internal interface IWriteBatch
{
    /// <value>Unix milliseconds.</value>
    long Now { get; }

    /// <value>The place in the order of commit that the next message gets.</value>
    long NextSeq { get; }

    /// <summary>Gives <see cref="NextSeq"/> to a message; never given twice, though a failed batch loses it.</summary>
    long TakeSeq();

    /// <summary>Takes a change of memory back when the part under way, or the whole batch, isn't committed.</summary>
    void OnUndo(Action undo);

    /// <summary>Runs when the part under way has been committed.</summary>
    void AfterCommit(Action action);
}

using Ringback.Core.Commit;

namespace Ringback.Storage.Relational.Writing;

/// <summary>Commits the batches of a store.</summary>
internal interface IBatchCommitter : ICommitter<CommitItem>
{
    /// <value>Transactions committed since the store was opened.</value>
    long Commits { get; }

    /// <value>Why nothing can be added at the moment, because the last batch has to be settled first; null: it can.</value>
    string? Refusal { get; }
}

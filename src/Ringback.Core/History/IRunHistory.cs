using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;

namespace Ringback.Core.History;

/// <summary>What came of operations: an operation's runs are its deliveries, one for each message. As <see cref="IMessageHistory"/>.</summary>
internal interface IRunHistory
{
    /// <summary>
    /// The runs of some operations, in the order of their messages. A page ends with all runs of a message, so that its iterators are
    /// message ids; it is longer than its limit, or holds more bytes, only when one message alone has more runs.
    /// </summary>
    ValueTask<HistoryPage<OperationRun>> ListAsync(IReadOnlyList<int> operations, DeliveryFilter filter, PageRequest page);

    /// <summary>A message's runs, in the order of the operations' creation; of deleted operations too.</summary>
    /// <param name="message">Whose.</param>
    /// <param name="operations">Those that it may have work for.</param>
    ValueTask<IReadOnlyList<OperationRun>> OfMessageAsync(Message message, IReadOnlyList<int> operations);

    /// <summary>How many runs a replay of what failed in [since, until) would make (Unix milliseconds), counted to <paramref name="most"/>.</summary>
    /// <param name="operation">Its id in the catalog.</param>
    /// <param name="state">Only those that ended so; null: all that didn't succeed.</param>
    /// <param name="since">Of acceptance.</param>
    /// <param name="until">Exclusive.</param>
    /// <param name="most">At least 1.</param>
    ValueTask<long> CountFailedAsync(int operation, DeliveryState? state, long since, long until, int most);

    /// <summary>
    /// How many messages of [since, until) an operation takes and never ran on, counted to <paramref name="most"/>, and no further than a
    /// bounded look: conditions read every payload.
    /// </summary>
    /// <returns>Whether there may be more, too.</returns>
    ValueTask<(long Count, bool More)> CountMissingAsync(SourceOperation operation, long since, long until, int most);
}

/// <summary>An operation on a message.</summary>
/// <param name="Operation">Its id in the catalog, which may not have it any more.</param>
/// <param name="OperationId">What the API shows behind <c>op_</c>.</param>
/// <param name="Message">Without its payload.</param>
/// <param name="State">How it ended; pending while there is work.</param>
/// <param name="NextAttempt">Unix milliseconds; null when it waits for no time, or has ended.</param>
/// <param name="Last">The newest attempt, with its output; null before the first.</param>
internal sealed record OperationRun(int Operation, Ksuid OperationId, Message Message, DeliveryState State, long? NextAttempt, AttemptEntry? Last)
{
    /// <value>What it takes in a list.</value>
    public int Size => PageRequest.RowBytes + Message.Size + (Last?.Response.Length ?? 0);
}

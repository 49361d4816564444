using Ringback.Core.Ids;

namespace Ringback.Server.Api.Answers;

/// <summary>What answers to one token hold, and the requests with it that wait. It is there as long as there are such.</summary>
internal sealed class AnswerAccount
{
    public AnswerAccount(AnswerHolder holder, AnswerShare share)
    {
        (Holder, Share) = (holder, share);
        Turn = new LinkedListNode<AnswerAccount>(this);
    }

    public AnswerHolder Holder { get; }

    public AnswerShare Share { get; }

    /// <value>Bytes, of the shared memory and of the reserve.</value>
    public long Held { get; set; }

    /// <value>
    /// Those whose answers are small: no larger one that waits holds them up. With the large ones there are at most <see cref="AnswerBudget.MostWaiting"/>.
    /// </value>
    public LinkedList<AnswerWaiter> Small { get; } = [];

    public LinkedList<AnswerWaiter> Large { get; } = [];

    public int Waiting => Small.Count + Large.Count;

    /// <value>Its place among the accounts on which requests wait; in their list while there are any.</value>
    public LinkedListNode<AnswerAccount> Turn { get; }

    public LinkedList<AnswerWaiter> QueueFor(long bytes) => bytes <= AnswerBudget.Small ? Small : Large;
}

/// <summary>What the accounts of an organisation hold together.</summary>
internal sealed class AnswerShare(Ksuid organisation)
{
    public Ksuid Organisation => organisation;

    /// <value>Its accounts that are there.</value>
    public int Accounts { get; set; }

    /// <value>Bytes of the shared memory.</value>
    public long Held { get; set; }

    /// <value>Bytes of the reserve.</value>
    public long HeldOfReserve { get; set; }
}

/// <param name="Bytes">That its answer needs.</param>
/// <param name="Done">Hears what came of it.</param>
internal sealed record AnswerWaiter(long Bytes, TaskCompletionSource<AnswerRoom> Done);

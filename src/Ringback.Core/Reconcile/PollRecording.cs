using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Core.Reconcile;

/// <summary>Accepts an event that nobody sent, as if it had been received, in the batch under way.</summary>
internal interface IMadeEvents
{
    /// <returns>What became of the one event of the request; null when its source is gone.</returns>
    ReceivedOutcome? Accept(ReceivedRequest made);
}

/// <summary>The rule of what follows from asking a provider.</summary>
internal sealed class PollRecording(IWriteBatch batch, IExpectationRows rows, Expectations expectations, MessageAcceptance messages, IMadeEvents events)
{
    /// <value>Polls of one expectation that are kept.</value>
    public const int PollsKept = 100;

    /// <summary>Keeps a poll, and does what follows from it, unless the expectation has ended meanwhile: then nothing follows.</summary>
    /// <returns>Its status from then on; null when it is gone.</returns>
    public ExpectationStatus? Record(PollResult result)
    {
        if (rows.Find(result.Expectation.Row) is not { } current)
            return null;
        if (result.Poll is { } poll)
        {
            var number = current.Polls + 1;
            rows.AddPoll(current, number, poll);
            rows.DropPolls(current, number - PollsKept);
        }

        return current.Due is null ? current.Status : Follow(current, result);
    }

    private ExpectationStatus Follow(Expectation current, PollResult result)
    {
        if (result.Event is { } made)
        {
            // Ended before its event is held against what is expected: it doesn't fulfil itself.
            expectations.End(current, ExpectationStatus.Reconciled, batch.NextSeq);
            if (events.Accept(made) is { IsDuplicate: true, Seq: var seq })
            {
                expectations.Correct(current, ExpectationStatus.Fulfilled, seq);
                return ExpectationStatus.Fulfilled;
            }
        }
        else if (result.NextAt is { } next)
        {
            rows.PollAt(current, next, batch.Now);
            return ExpectationStatus.Polling;
        }
        else
        {
            expectations.End(current, ExpectationStatus.Expired, null);
        }

        if (result.Tell is { } message)
            messages.Emit(message);
        return result.Event is null ? ExpectationStatus.Expired : ExpectationStatus.Reconciled;
    }
}

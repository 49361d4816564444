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
    /// <summary>What follows from a poll of an expectation that hasn't ended.</summary>
    /// <param name="current">As it is now.</param>
    /// <returns>Its status from then on.</returns>
    public ExpectationStatus Follow(Expectation current, PollResult result)
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

using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Reconcile;

namespace Ringback.Core.Receive;

/// <inheritdoc cref="IMadeEvents"/>
internal sealed class MadeEvents(IWriteBatch batch, ReceivedAcceptance received, ReceivedCommit commit) : IMadeEvents
{
    public ReceivedOutcome? Accept(ReceivedRequest made)
    {
        var offered = new Offered?[made.Events.Length];
        var result = received.Accept(made, offered);
        if (result.SourceIsGone)
            return null;
        var outcomes = result.Events;
        batch.AfterCommit(() => commit.Announce(made, outcomes, offered));
        return outcomes[0];
    }
}

using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Core.Reconcile;

namespace Ringback.Storage.Sqlite.Receive;

/// <inheritdoc cref="IMadeEvents"/>
internal sealed class MadeEvents(IWriteBatch batch, ReceivedAcceptance received, ReceivedCommit commit) : IMadeEvents
{
    public ReceivedOutcome? Accept(ReceivedRequest made)
    {
        var destinations = new int[]?[made.Events.Length];
        if (received.Accept(made, destinations).Events is not { } outcomes)
            return null;
        batch.AfterCommit(() => commit.Announce(made, outcomes, destinations));
        return outcomes[0];
    }
}

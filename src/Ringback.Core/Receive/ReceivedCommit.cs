using Ringback.Core.Accept;
using Ringback.Core.Deliver;
using Ringback.Core.Messages;
using Ringback.Core.Observe;

namespace Ringback.Core.Receive;

/// <summary>What follows the commit of a request's events: memory learns their keys, and Deliver is offered its work.</summary>
internal sealed class ReceivedCommit(StoreListeners listeners, Catalog.Catalog catalog, DuplicateCounts duplicates)
{
    public DuplicateCounts Duplicates => duplicates;

    public SeenKeys Seen { get; } = new();

    /// <param name="offered">Of each event, who gets it at once; null of those that aren't new.</param>
    public void Announce(ReceivedRequest request, ReceivedOutcome[] outcomes, Offered?[] offered)
    {
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (message, keys) = request.Events[i];
            if (offered[i] is not { } receivers)
            {
                Duplicates.Add(request.ApplicationId, outcomes[i].Seq, message.AcceptedAt);
                continue;
            }

            // Only now: what is seen here is answered without asking the store.
            foreach (var key in keys)
                Seen.Remember(key, outcomes[i].Seq);
            if (receivers.Endpoints.Length > 0)
                listeners.Intake.Offer(message, receivers.Endpoints, receivers.Direct);
            StageMetrics.Routed(receivers.Endpoints.Length);
        }
    }

    /// <summary>What is known from memory to have come before, with all events of the request, and is counted; null when the writer must decide.</summary>
    public ReceivedResult? TryRecognise(ReceivedRequest request, long now)
    {
        // One that may be given again isn't a duplicate of itself, which only the rule can tell.
        if (request.Repeat is not null)
            return null;
        // Nothing is taken for a source that was removed, and what is in memory may be older than that.
        if (catalog.Application(request.ApplicationId) is null || Seen.TryRecognise(request, now) is not { Events: { } outcomes } known)
            return null;
        for (var i = 0; i < outcomes.Length; i++)
            Duplicates.Add(request.ApplicationId, outcomes[i].Seq, request.Events[i].Message.AcceptedAt);
        return known;
    }
}

using Ringback.Core.Jobs;
using Ringback.Core.Reconcile;

namespace Ringback.Storage.Contracts.Model;

/// <summary>What is past its time goes, all of it, and nothing else. A store may take many steps, and some minutes, for what is done here at once.</summary>
internal sealed class ModelRetention(ModelState state, ModelEditor editor)
{
    private const long Day = 24 * 3_600_000L;

    /// <value>Of a step, which is bounded.</value>
    private const int MostAttempts = 2000;

    /// <returns>Whether there is more to drop.</returns>
    public bool Drop(long now)
    {
        var before = now - (long)state.Retention.TotalMilliseconds;
        // Attempts go before their messages, so that a step cut short leaves none without.
        var old = state.Attempts.Where(attempt => state.Message(attempt.Seq)?.AcceptedAt < before).Take(MostAttempts).ToHashSet();
        state.Attempts.RemoveAll(old.Contains);
        if (old.Count == MostAttempts)
            return true;
        state.Messages.RemoveAll(message => message.AcceptedAt < before);
        foreach (var expired in state.Messages.Where(message => message.ExpiresAt <= now).ToList())
            editor.Expunge(expired.Seq);
        state.Attempts.RemoveAll(attempt => IsGone(attempt.Seq));
        state.Deliveries.RemoveAll(delivery => IsGone(delivery.Seq));
        state.Work.RemoveAll(work => IsGone(work.Seq));
        state.Forced.RemoveAll(forced => IsGone(forced.Seq));
        state.EventIds.RemoveAll(eventId => IsGone(eventId.Seq));
        state.Keys.RemoveAll(key => key.Expires <= now);
        // With the last of its messages a request goes too; how often events of the source came again stays.
        state.Requests.RemoveAll(request => !state.Messages.Exists(message => request.Brought(message.Seq)));
        state.Refused.RemoveAll(refused => refused.At < before);
        state.Jobs.RemoveAll(job => job.Status != JobStatus.Running && job.UpdatedAt < now - 30 * Day);
        state.Ends.RemoveAll(ended => ended.At < now - 40 * Day);

        state.Expectations.RemoveAll(expectation =>
            state.Catalog.Source(expectation.ApplicationId) is null || (expectation.Due is null && expectation.UpdatedAt < before));
        state.Polls.RemoveAll(poll => !state.Expectations.Exists(expectation => expectation.Row == poll.Expectation));
        state.Fired.RemoveAll(fired => state.Catalog.Source(fired.Application) is null);
        state.Watched.RemoveAll(watched => state.Catalog.Source(watched.Application) is null);
        return false;
    }

    private bool IsGone(long seq) => state.Message(seq) is null;
}

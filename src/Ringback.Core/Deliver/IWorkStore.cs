using Ringback.Core.Lanes;

namespace Ringback.Core.Deliver;

/// <summary>Unfinished deliveries. Each row is either parked (no due time; its lane fetches it) or waits for its time.</summary>
internal interface IWorkStore
{
    /// <summary>Endpoints that have parked work: read once at start, before anything is accepted.</summary>
    IReadOnlyList<int> EndpointsWithParkedWork();

    /// <summary>
    /// The oldest work of an endpoint by <c>seq</c>, without what waits for a time; in a FIFO lane a retry that waits is included,
    /// since it holds the rest. Only behind <paramref name="after"/>, at most <paramref name="limit"/> rows and about <paramref name="bytes"/> of payload, but at least one.
    /// </summary>
    ValueTask<IReadOnlyList<WorkItem>> FetchAsync(int endpoint, bool fifo, long after, int limit, long bytes);

    /// <summary>
    /// Parks at most <paramref name="limit"/> rows whose time has come, in one commit, and returns them. Whoever calls it owns them;
    /// after a crash they are parked work.
    /// </summary>
    ValueTask<IReadOnlyList<WorkItem>> ClaimDueAsync(long now, int limit);

    /// <summary>
    /// Gives a row of work to each direct delivery of an endpoint that has no outcome yet, and tells of parked work: whoever held them may
    /// let go of them.
    /// </summary>
    ValueTask ParkDirectAsync(int endpoint);

    /// <summary>The earliest due time (Unix milliseconds), or null.</summary>
    ValueTask<long?> NextDueAsync();
}

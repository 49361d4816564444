using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Paging;

namespace Ringback.Core.History;

/// <summary>What a poller's consumers come for. Cursors are <c>seq</c>, the order of commit, so that nothing is ever skipped.</summary>
internal interface IPollerStore
{
    /// <summary>
    /// Messages of an application behind a cursor that meet both filters, payloads included: at most <paramref name="limit"/>, and no more
    /// than <paramref name="bytes"/> but always one.
    /// </summary>
    /// <param name="application">Whose.</param>
    /// <param name="wanted">Of the poller endpoint: null lists take everything, channels any of those given.</param>
    /// <param name="asked">Of this request: type and channel.</param>
    /// <param name="after">A cursor; 0 begins with the oldest message there is.</param>
    /// <param name="limit">1…250.</param>
    /// <param name="bytes">Of the messages, about.</param>
    ValueTask<PollerPage> ReadAsync(
        int application, PollerFilter wanted, PollerFilter asked, long after, int limit, long bytes = PageRequest.MostBytes);

    /// <summary>The cursor behind which lies everything accepted from that time on (Unix milliseconds).</summary>
    ValueTask<long> CursorAtAsync(int application, long time);

    /// <summary>What a consumer has committed; null when it is new.</summary>
    ValueTask<long?> CommittedAsync(int endpoint, string consumer);

    /// <summary>Keeps a consumer's cursor, forward or back. Durable when it completes.</summary>
    /// <exception cref="StoreUnavailableException">The cursor is where it was: the store can't commit.</exception>
    ValueTask CommitAsync(int endpoint, string consumer, long cursor);
}

/// <param name="EventTypes">Any of these; null takes every type.</param>
/// <param name="Channels">Any of these; null takes every message.</param>
internal readonly record struct PollerFilter(IReadOnlyList<string>? EventTypes, IReadOnlyList<string>? Channels);

/// <param name="Messages">Oldest first.</param>
/// <param name="Next">The cursor behind all that was looked at; that of the request when nothing was.</param>
/// <param name="Done">Nothing lies behind it now.</param>
/// <param name="Bytes">What the messages hold, about.</param>
internal readonly record struct PollerPage(IReadOnlyList<Message> Messages, long Next, bool Done, long Bytes);

using Ringback.Core.Messages;
using Ringback.Core.Paging;

namespace Ringback.Core.History;

/// <summary>
/// Messages and what became of them. Every list is one range of an index, neither counted nor sorted; each read sees one snapshot,
/// which holds all that was committed before the call.
/// </summary>
internal interface IMessageHistory
{
    /// <summary>A message of this application by its id (<c>msg_…</c>) or event id, or null.</summary>
    ValueTask<Message?> FindAsync(int application, string idOrEventId, bool withPayload);

    /// <summary>How long a message's payload is, without reading it; 0 once it was dropped.</summary>
    ValueTask<long> PayloadBytesAsync(Message message);

    /// <summary>An application's messages, in the order of commit. Iterators are message ids.</summary>
    ValueTask<HistoryPage<Message>> ListAsync(int application, MessageFilter filter, PageRequest page, bool withPayload);

    /// <summary>The messages of an endpoint, finished and not, in the order of commit. Iterators are message ids.</summary>
    ValueTask<HistoryPage<EndpointMessage>> OfEndpointAsync(int endpoint, DeliveryFilter filter, PageRequest page, bool withPayload);

    /// <summary>
    /// Who gets or got a message, in the order of the endpoints' creation; deleted endpoints too. What a fan-out has still to expand is
    /// left out. Iterators are endpoint ids.
    /// </summary>
    ValueTask<HistoryPage<MessageDestination>> DestinationsAsync(Message message, PageRequest page);

    /// <summary>
    /// How an endpoint's deliveries ended from <paramref name="since"/> on and before <paramref name="until"/> (Unix milliseconds). In the
    /// parts of hours at both ends, what failed counts by its last attempt; an hour with very many attempts, and what was canceled, count
    /// with the whole hour.
    /// </summary>
    ValueTask<EndpointStatistics> StatisticsAsync(int endpoint, long since, long until);
}

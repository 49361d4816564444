using Ringback.Core.Accept;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Record;

namespace Ringback.Core.History;

/// <summary>A message as one endpoint got it.</summary>
/// <param name="Message">Its payload is null when it wasn't asked for, or is gone.</param>
/// <param name="State">How the delivery ended; pending while there is work.</param>
/// <param name="NextAttempt">Unix milliseconds; null when it waits for no time, or has ended.</param>
internal sealed record EndpointMessage(Message Message, DeliveryState State, long? NextAttempt);

/// <summary>An endpoint as one message went to it.</summary>
/// <param name="Endpoint">Its id in the catalog, which may not have it any more.</param>
/// <param name="EndpointId">What the API shows behind <c>ep_</c>.</param>
/// <param name="State">How the delivery ended; pending while there is work.</param>
/// <param name="NextAttempt">Unix milliseconds; null when it waits for no time, or has ended.</param>
internal sealed record MessageDestination(int Endpoint, Ksuid EndpointId, DeliveryState State, long? NextAttempt);

/// <summary>How an endpoint's deliveries ended.</summary>
/// <param name="Pending">Accepted in that time and not finished now; counted to 10,000, then that.</param>
internal readonly record struct EndpointStatistics(long Success, long Pending, long Fail, long Canceled);

using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;

namespace Ringback.Core.History;

/// <summary>One try of a delivery, as it is on record.</summary>
internal sealed record AttemptEntry
{
    /// <value>What the API shows behind <c>atmpt_</c>.</value>
    public required Ksuid Id { get; init; }

    /// <value>Its payload is null unless it was asked for and is still there.</value>
    public required Message Message { get; init; }

    /// <value>Its id in the catalog, which may not have it any more.</value>
    public required int Endpoint { get; init; }

    /// <value>What the API shows behind <c>ep_</c>.</value>
    public required Ksuid EndpointId { get; init; }

    /// <value>Where it went.</value>
    public required string Url { get; init; }

    /// <value>When it was sent, Unix milliseconds.</value>
    public required long At { get; init; }

    public required int DurationMs { get; init; }

    /// <value>0 when nothing came back.</value>
    public required int StatusCode { get; init; }

    public required DeliveryState State { get; init; }

    /// <value>Whether a person asked for it.</value>
    public required bool Manual { get; init; }

    /// <value>What came back, or why nothing did; empty when it wasn't asked for or was expunged.</value>
    public required byte[] Response { get; init; }

    public string PublicId => IdPrefix.Attempt + Id;

    /// <value>What it takes in a list. The payload counts for each attempt: it is shown with each.</value>
    public int Size => PageRequest.RowBytes + Response.Length + Message.Size;
}

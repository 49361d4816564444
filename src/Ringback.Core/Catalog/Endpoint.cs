using Ringback.Core.Ids;

namespace Ringback.Core.Catalog;

/// <summary>A destination that an application registered, and that the API lists as one of its endpoints.</summary>
internal abstract record Endpoint : Destination
{
    private protected Endpoint()
    {
    }

    public sealed override string PublicId => IdPrefix.Endpoint + Ksuid;
}

/// <summary>An endpoint with a URL, which is called.</summary>
internal sealed record HttpEndpoint : Endpoint
{
    /// <value>Absolute, http or https.</value>
    public required string Url { get; init; }
}

/// <summary>An endpoint without a URL, whose consumers come and get their messages. No message is routed to it, and it has no lane.</summary>
internal sealed record PollerEndpoint : Endpoint;

using Ringback.Core.Ids;

namespace Ringback.Core.Catalog;

internal enum EndpointKind
{
    /// <summary>A URL that is called.</summary>
    Http = 0,

    /// <summary>A sink whose consumers come and get their messages.</summary>
    Poller = 1,

    /// <summary>What Ringback does itself: no endpoint to those who list them, but routed, worked and recorded as one.</summary>
    Operation = 2,
}

internal enum DeliveryOrder
{
    Any = 0,

    /// <summary>One at a time, in the order of commit; a failing head holds the rest.</summary>
    Fifo = 1,
}

/// <summary>What a FIFO endpoint does with a head whose retries are used up.</summary>
internal enum WhenExhausted
{
    Skip = 0,

    /// <summary>It is retried at the longest backoff until it succeeds or the endpoint is disabled.</summary>
    Hold = 1,
}

/// <summary>A destination that an application registered. Immutable, as <see cref="Application"/>.</summary>
internal sealed record Endpoint : CatalogEntry
{
    /// <value>The store's integer, given at creation, never reused: also its place in the order of a fan-out.</value>
    public required int Id { get; init; }

    /// <value>What the API shows behind <c>ep_</c>, or <c>op_</c> of an operation.</value>
    public required Ksuid Ksuid { get; init; }

    public required int ApplicationId { get; init; }

    public EndpointKind Kind { get; init; }

    public string? Uid { get; init; }

    /// <value>Absolute http or https; empty for a poller and an operation.</value>
    public required string Url { get; init; }

    /// <value>The store's integer for <see cref="Url"/>, which attempts refer to, so that each keeps the URL it was sent to.</value>
    public int UrlId { get; init; }

    public string Description { get; init; } = "";

    /// <value>Messages a second, 1…65535; null is unlimited.</value>
    public int? ThrottleRate { get; init; }

    public bool Disabled { get; init; }

    /// <value>Null takes every type.</value>
    public IReadOnlyList<string>? EventTypes { get; init; }

    /// <value>Null takes every message; else only those that name one of these channels.</value>
    public IReadOnlyList<string>? Channels { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = Application.EmptyMetadata;

    public DeliveryOrder Order { get; init; }

    public WhenExhausted WhenExhausted { get; init; }

    /// <value>Of an operation; else null.</value>
    public OperationDefinition? Operation { get; init; }

    /// <value>Signing secrets and custom headers, encrypted; see <see cref="EndpointCredentials"/>.</value>
    public byte[] Sealed { get; init; } = [];

    /// <value>Unix milliseconds.</value>
    public required long CreatedAt { get; init; }

    /// <value>Unix milliseconds.</value>
    public required long UpdatedAt { get; init; }

    public string PublicId => (Kind == EndpointKind.Operation ? IdPrefix.Operation : IdPrefix.Endpoint) + Ksuid;
}

using Ringback.Core.Ids;

namespace Ringback.Core.Catalog;

/// <summary>
/// What messages of an application go to: one of the kinds in this folder, and no other. Immutable, as <see cref="Application"/>. What is
/// done for all kinds takes this type; what is done for one kind takes that kind.
/// </summary>
internal abstract record Destination : CatalogEntry
{
    private protected Destination()
    {
    }

    /// <value>The store's integer, given at creation, never reused: also its place in the order of a fan-out.</value>
    public required int Id { get; init; }

    /// <value>What the API shows behind <c>ep_</c>, or <c>op_</c> of an operation.</value>
    public required Ksuid Ksuid { get; init; }

    public required int ApplicationId { get; init; }

    public string? Uid { get; init; }

    public string Description { get; init; } = "";

    /// <value>The store's integer for the URL that is called; 0 where none is. Attempts refer to it, so that each keeps the URL it was sent to.</value>
    public int UrlId { get; init; }

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

    /// <value>Signing secrets and custom headers, encrypted; see <see cref="EndpointCredentials"/>.</value>
    public byte[] Sealed { get; init; } = [];

    /// <value>Unix milliseconds.</value>
    public required long CreatedAt { get; init; }

    /// <value>Unix milliseconds.</value>
    public required long UpdatedAt { get; init; }

    /// <value>The id that the API shows.</value>
    public abstract string PublicId { get; }
}

internal enum DeliveryOrder
{
    Any = 0,

    /// <summary>One at a time, in the order of commit; a failing head holds the rest.</summary>
    Fifo = 1,
}

/// <summary>What a FIFO destination does with a head whose retries are used up.</summary>
internal enum WhenExhausted
{
    Skip = 0,

    /// <summary>It is retried at the longest backoff until it succeeds or the destination is disabled.</summary>
    Hold = 1,
}

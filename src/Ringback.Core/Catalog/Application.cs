using Ringback.Core.Ids;

namespace Ringback.Core.Catalog;

/// <summary>What an application is for: a caller's own, the hidden one that carries operational webhooks, or a source.</summary>
internal enum ApplicationKind
{
    Normal = 0,
    Operational = 1,
    Source = 2,
}

/// <summary>Who messages are for. Immutable: a change is a new record, put into the <see cref="Catalog"/> in its place.</summary>
internal sealed record Application : CatalogEntry
{
    /// <value>The store's integer, given at creation, never reused.</value>
    public required int Id { get; init; }

    /// <value>What the API shows behind <c>app_</c> (or <c>src_</c>).</value>
    public required Ksuid Ksuid { get; init; }

    public required Organisation Organisation { get; init; }

    public ApplicationKind Kind { get; init; }

    public string? Uid { get; init; }

    public required string Name { get; init; }

    /// <value>Messages a second to all of its endpoints together; null is unlimited.</value>
    public int? ThrottleRate { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = EmptyMetadata;

    /// <value>Unix milliseconds.</value>
    public required long CreatedAt { get; init; }

    /// <value>Unix milliseconds.</value>
    public required long UpdatedAt { get; init; }

    public string PublicId => (Kind == ApplicationKind.Source ? IdPrefix.Source : IdPrefix.Application) + Ksuid;

    internal static readonly IReadOnlyDictionary<string, string> EmptyMetadata = new Dictionary<string, string>();
}

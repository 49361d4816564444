using Ringback.Core.Ids;

namespace Ringback.Core.Catalog;

/// <summary>
/// Who messages are for: one of the kinds in this file, and no other. Immutable: a change is a new record, put into the
/// <see cref="Catalog"/> in its place.
/// </summary>
internal abstract record Application : CatalogEntry
{
    private protected Application()
    {
    }

    /// <value>The store's integer, given at creation, never reused.</value>
    public required int Id { get; init; }

    /// <value>What the API shows behind <c>app_</c> (or <c>src_</c>).</value>
    public required Ksuid Ksuid { get; init; }

    public required Organisation Organisation { get; init; }

    public string? Uid { get; init; }

    public required string Name { get; init; }

    /// <value>Messages a second to all of its endpoints together; null is unlimited.</value>
    public int? ThrottleRate { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = EmptyMetadata;

    /// <value>Unix milliseconds.</value>
    public required long CreatedAt { get; init; }

    /// <value>Unix milliseconds.</value>
    public required long UpdatedAt { get; init; }

    /// <value>The id that the API shows.</value>
    public virtual string PublicId => IdPrefix.Application + Ksuid;

    internal static readonly IReadOnlyDictionary<string, string> EmptyMetadata = new Dictionary<string, string>();
}

/// <summary>A caller's own: one customer of his, usually. Its messages are posted.</summary>
internal sealed record CustomerApplication : Application;

/// <summary>The hidden one of an organisation, which carries operational webhooks. Its messages are made by Ringback.</summary>
internal sealed record OperationalApplication : Application;

/// <summary>The one of a <see cref="Source"/>. Its messages come from outside.</summary>
internal sealed record SourceApplication : Application
{
    public override string PublicId => IdPrefix.Source + Ksuid;
}

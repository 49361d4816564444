namespace Ringback.Core.Catalog;

/// <summary>
/// An outside sender: what it is, and how its requests are taken. Its name, uid and metadata are those of its
/// <see cref="Application"/>, whose messages come from it. Immutable, as that.
/// </summary>
internal sealed record Source : CatalogEntry
{
    /// <value>The <see cref="SourceApplication"/> that it belongs to, and is removed with.</value>
    public required int ApplicationId { get; init; }

    /// <value>A name of <see cref="Ringback.Verification.Types.SourceTypes"/>: <c>stripe</c>.</value>
    public required string Type { get; init; }

    public SourceRules Rules { get; init; } = SourceRules.Default;

    /// <value>What is answered to an event that was taken; null: as the provider wants it, else 200 and nothing.</value>
    public SourceAnswer? Answer { get; init; }

    public DuplicateRules Duplicates { get; init; } = DuplicateRules.Default;

    /// <value>Rules that expect further events, each with a name of its own.</value>
    public IReadOnlyList<ExpectationRule> Expectations { get; init; } = [];

    /// <value>The URL as the provider sees it, or its origin alone, where it signs that and a proxy hides it; without a query. Null: as the request came.</value>
    public string? PublicUrl { get; init; }

    /// <value>The current one first, then those of which the grace hasn't ended. None for a source that fires by itself.</value>
    public IReadOnlyList<SourceToken> Tokens { get; init; } = [];

    /// <value>The tokens themselves and the provider's configuration, encrypted; see <see cref="SourceCredentials"/>.</value>
    public byte[] Sealed { get; init; } = [];

    /// <value>Unix milliseconds.</value>
    public required long CreatedAt { get; init; }

    /// <value>Unix milliseconds.</value>
    public required long UpdatedAt { get; init; }
}

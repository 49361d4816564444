using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringback.Client.Api;

/// <summary>An outside sender, as the server shows it.</summary>
public sealed record Source
{
    /// <summary><c>src_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Your own name for it, if it has one.</summary>
    public string? Uid { get; init; }

    /// <summary>Whose signature it is: <c>stripe</c>, <c>github</c> and so on.</summary>
    public required string Type { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>What the provider calls. It holds a secret, the source's token. Null for <c>cron</c>.</summary>
    public string? IngestUrl { get; init; }

    /// <summary>The provider's configuration without its secrets; null for a type that has none.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>Whatever you keep with it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What is taken at its URL, defaults included.</summary>
    public SourceRules? Rules { get; init; }

    /// <summary>What the provider is answered; null: what it wants, else a bare 200.</summary>
    public SourceAnswer? Answer { get; init; }

    /// <summary>What counts as a duplicate.</summary>
    public SourceDuplicates? Duplicates { get; init; }

    /// <summary>Its rules for expectations.</summary>
    public IReadOnlyList<ExpectationRule> Expectations { get; init; } = [];

    /// <summary>The URL as the provider sees it, where it signs that.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A source to be made, or put in the place of another.</summary>
public sealed record SourceInput
{
    /// <summary>One of the server's types: <c>stripe</c>, <c>github</c>, <c>generic-hmac</c> and so on.</summary>
    public required string Type { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>Your own name for it, unique among your sources.</summary>
    public string? Uid { get; init; }

    /// <summary>What the type needs, mostly <c>{"secret": "…"}</c>. Left out of a PUT, what is there stays.</summary>
    public JsonObject? Config { get; init; }

    /// <summary>Whatever you keep with it.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>What is taken at its URL; null: the defaults.</summary>
    public SourceRules? Rules { get; init; }

    /// <summary>What the provider is answered; null: what it wants, else a bare 200.</summary>
    public SourceAnswer? Answer { get; init; }

    /// <summary>What counts as a duplicate; null: the defaults.</summary>
    public SourceDuplicates? Duplicates { get; init; }

    /// <summary>Rules that make expectations by themselves; null: none.</summary>
    public IReadOnlyList<ExpectationRuleInput>? Expectations { get; init; }

    /// <summary>The URL as the provider sees it, where it signs that and the server can't know it.</summary>
    public string? PublicUrl { get; init; }
}

/// <summary>What a source takes. Null is the default, or no limit where there is none.</summary>
public sealed record SourceRules
{
    /// <summary>Of requests that are proven.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>Of those that aren't: beyond it they are answered 429 in the place of 401.</summary>
    public int? UnverifiedPerSecond { get; init; }

    /// <summary>In bytes.</summary>
    public int? MaxBodyBytes { get; init; }

    /// <summary>Of HTTP; POST unless given.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Media types, <c>text/*</c> too; null: all.</summary>
    public IReadOnlyList<string>? ContentTypes { get; init; }

    /// <summary>Addresses or ranges that may call; null: all.</summary>
    public IReadOnlyList<string>? AllowedSources { get; init; }

    /// <summary>Addresses or ranges of proxies whose forwarded headers are believed.</summary>
    public IReadOnlyList<string>? TrustedProxies { get; init; }
}

/// <summary>What a provider is answered once its event is safe.</summary>
public sealed record SourceAnswer
{
    /// <summary>2xx.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The body; null: none.</summary>
    public string? Body { get; init; }

    /// <summary>Its media type.</summary>
    public string? ContentType { get; init; }
}

/// <summary>What counts as a duplicate.</summary>
public sealed record SourceDuplicates
{
    /// <summary>How long an event id is remembered, in seconds; 0 turns it off.</summary>
    public int? WindowSeconds { get; init; }

    /// <summary>Whether the same body is a duplicate too, whatever its id.</summary>
    public bool? AlsoBody { get; init; }

    /// <summary>What makes two events one whatever their ids; null: nothing does.</summary>
    public NaturalKey? NaturalKey { get; init; }
}

/// <summary>What makes two events one: the object and its state, say.</summary>
/// <param name="Values">JSON Pointers into the body, or what else the server knows.</param>
/// <param name="EventTypes">Of which it holds; null: all.</param>
public sealed record NaturalKey(IReadOnlyList<string> Values, IReadOnlyList<string>? EventTypes = null);

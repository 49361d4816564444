namespace Ringback.Client.Api;

/// <summary>Which attempts are wanted; all that are given must hold.</summary>
public sealed record AttemptFilter
{
    /// <summary>Of messages of any of these types; null: all.</summary>
    public IReadOnlyCollection<string>? EventTypes { get; init; }

    /// <summary>Of messages that name this channel.</summary>
    public string? Channel { get; init; }

    /// <summary>Of messages with this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Before.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Then or after.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary><c>success</c>, <c>pending</c>, <c>fail</c>, <c>sending</c> or <c>canceled</c>; another text is an <see cref="ArgumentException"/>.</summary>
    public string? Status { get; init; }

    /// <summary>Of the answer: 100, 200, 300, 400 or 500; 0: there was none. Of attempts only.</summary>
    public int? StatusCodeClass { get; init; }

    /// <summary>To this endpoint, by id or uid. Of a message's attempts only.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Whether payloads and responses are in the answer.</summary>
    /// <value>Default true.</value>
    public bool WithContent { get; init; } = true;

    /// <summary>Whether messages are with their attempts. Of an endpoint's attempts only.</summary>
    public bool WithMessage { get; init; }
}

/// <summary>Which of an endpoint's messages are sent again; all that are given must hold.</summary>
public sealed record ResendFilter
{
    /// <summary>Accepted then or after.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Accepted before; null: now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Any of these types; null: all.</summary>
    public IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>Naming this channel.</summary>
    public string? Channel { get; init; }

    /// <summary>With this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Whose delivery ended as <c>success</c>, <c>fail</c> or <c>canceled</c>; another text is an <see cref="ArgumentException"/>.</summary>
    public string? Status { get; init; }

    /// <summary>Of an answer: 100, 200, 300, 400 or 500; 0: there was none.</summary>
    public int? StatusCodeClass { get; init; }
}

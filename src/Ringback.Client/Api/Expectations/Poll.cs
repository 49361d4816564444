using System.Text.Json.Nodes;

namespace Ringback.Client.Api;

/// <summary>How a provider is asked.</summary>
public sealed record PollInput
{
    /// <summary>The whole URL; in rules a template whose scheme and host are literal.</summary>
    public required string Url { get; init; }

    /// <summary>GET (default) or POST.</summary>
    public string? Method { get; init; }

    /// <summary>Kept sealed, and not shown again.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Of a POST.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>The wait after the first poll, whole seconds; it grows. Null: an hour.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Which answer says that it has happened; null: any 200.</summary>
    public PollUntil? Until { get; init; }

    /// <summary>What the answer becomes. Needed unless exactly one type of event is awaited.</summary>
    public MadeEvent? Event { get; init; }

    /// <summary>From the deadline until it is given up, whole seconds; null: 7 days.</summary>
    public TimeSpan? GiveUpAfter { get; init; }

    /// <summary>At most; null: as many as there is time for.</summary>
    public int? MaxPolls { get; init; }
}

/// <summary>How a provider is asked, as the server shows it.</summary>
public sealed record PollPlan
{
    /// <summary>As it was given.</summary>
    public required string Url { get; init; }

    /// <summary>GET or POST.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Of a POST.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>The wait after the first poll.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>Which answer says that it has happened.</summary>
    public PollUntil? Until { get; init; }

    /// <summary>What the answer becomes.</summary>
    public MadeEvent? Event { get; init; }

    /// <summary>From the deadline until it is given up.</summary>
    public TimeSpan GiveUpAfter { get; init; }

    /// <summary>At most; null: as many as there is time for.</summary>
    public int? MaxPolls { get; init; }
}

/// <summary>Which answer says that the awaited has happened.</summary>
public sealed record PollUntil
{
    /// <summary>One of these; null: 200.</summary>
    public IReadOnlyList<int>? Statuses { get; init; }

    /// <summary>All of which must hold of the answer's JSON.</summary>
    public IReadOnlyList<BodyCondition>? Conditions { get; init; }
}

/// <summary>The event that is made of an answer. Its templates have places for values of the answer: <c>payment.{{/status}}</c>.</summary>
public sealed record MadeEvent
{
    /// <summary>A template; null: the one type that is awaited.</summary>
    public string? Type { get; init; }

    /// <summary>A template of the id that the provider would have given; null: none.</summary>
    public string? Id { get; init; }

    /// <summary>JSON whose texts are templates; null: the answer as it is.</summary>
    public JsonNode? Payload { get; init; }

    /// <summary>Values of the answer that say what the source's natural key would; null: the source's, of the event made.</summary>
    public IReadOnlyList<string>? NaturalKey { get; init; }
}

/// <summary>One asking of the provider.</summary>
public sealed record PollAttempt
{
    /// <summary>When.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public int DurationMs { get; init; }

    /// <summary>0 when nothing came back.</summary>
    public int StatusCode { get; init; }

    /// <summary><c>found</c>, <c>notYet</c> or <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>For people.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The beginning of the answer's body.</summary>
    public string Response { get; init; } = "";
}

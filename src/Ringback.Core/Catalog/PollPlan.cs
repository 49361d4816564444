using System.Text.Json;
using Ringback.Core.Json;

namespace Ringback.Core.Catalog;

/// <summary>How a provider is asked about what it didn't tell. Its headers are sealed, as they may hold credentials.</summary>
internal sealed record PollPlan
{
    public const int DefaultEverySeconds = 3600;
    public const int DefaultGiveUpSeconds = 7 * 86_400;
    public const int LongestGiveUpSeconds = 90 * 86_400;

    /// <value>Of a rule: a template, of which scheme, host and port are literal.</value>
    public required string Url { get; init; }

    /// <value>GET or POST.</value>
    public string Method { get; init; } = "GET";

    /// <value>Of a POST: JSON.</value>
    public JsonElement? Body { get; init; }

    /// <value>Names of the headers, for showing.</value>
    public IReadOnlyList<string>? Headers { get; init; }

    /// <value>The wait behind the first poll; longer each time after.</value>
    public int EverySeconds { get; init; } = DefaultEverySeconds;

    /// <value>What must hold of an answer.</value>
    public PollUntil Until { get; init; } = new();

    public required MadeEvent Event { get; init; }

    /// <value>From the deadline until it is given up.</value>
    public int GiveUpAfterSeconds { get; init; } = DefaultGiveUpSeconds;

    /// <value>Polls at most; null: as many as there is time for.</value>
    public int? MostPolls { get; init; }
}

/// <summary>Which answer says that the awaited has happened.</summary>
/// <param name="Statuses">One of these; null: 200.</param>
/// <param name="Conditions">All of them hold of the answer's JSON; null: none are made.</param>
internal sealed record PollUntil(IReadOnlyList<int>? Statuses = null, IReadOnlyList<Condition>? Conditions = null);

/// <summary>The event that is made of an answer. Its templates have places for values of the answer.</summary>
/// <param name="Type">A template: <c>payment.{{/status}}</c>.</param>
/// <param name="Id">A template: what the provider would have called the event; null: none.</param>
/// <param name="Payload">A template of JSON; null takes the answer as it is.</param>
/// <param name="NaturalKey">Values of the answer that say what the source's natural key would; null: the source's, of the event made.</param>
internal sealed record MadeEvent(string Type, string? Id = null, JsonElement? Payload = null, IReadOnlyList<string>? NaturalKey = null);

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ringback.Client.Api;

/// <summary>What Ringback does on a source's messages, as the server shows it.</summary>
public sealed record Operation
{
    /// <summary><c>op_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Your own name for it, if it has one.</summary>
    public string? Uid { get; init; }

    /// <summary><c>sql</c>, <c>http</c> or <c>emit</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>For people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether it is off.</summary>
    public bool Disabled { get; init; }

    /// <summary>For which it runs, as the provider writes them; null: all.</summary>
    public IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>All of which must hold of the body.</summary>
    public IReadOnlyList<BodyCondition> Conditions { get; init; } = [];

    /// <summary>The waits between attempts, <c>5s,5m,30m</c>; null: the server's.</summary>
    public string? RetrySchedule { get; init; }

    /// <summary>Runs a second; null: no limit.</summary>
    public int? ThrottleRate { get; init; }

    /// <summary><c>any</c> or <c>fifo</c>.</summary>
    public string DeliveryOrder { get; init; } = "any";

    /// <summary>Of <c>fifo</c>: <c>skip</c> or <c>hold</c>.</summary>
    public string WhenExhausted { get; init; } = "skip";

    /// <summary>Whatever you keep with it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Set when its kind is <c>sql</c>.</summary>
    public SqlOperation? Sql { get; init; }

    /// <summary>Set when its kind is <c>http</c>.</summary>
    public HttpOperation? Http { get; init; }

    /// <summary>Set when its kind is <c>emit</c>.</summary>
    public EmitOperation? Emit { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>An operation to be made, or put in the place of another. Exactly one of <see cref="Sql"/>, <see cref="Http"/> and <see cref="Emit"/> is given.</summary>
public sealed record OperationInput
{
    /// <summary>Your own name for it, unique in its source.</summary>
    public string? Uid { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is off.</summary>
    public bool? Disabled { get; init; }

    /// <summary>For which it runs, as the provider writes them; null: all.</summary>
    public IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>All of which must hold of the body.</summary>
    public IReadOnlyList<BodyCondition>? Conditions { get; init; }

    /// <summary>The waits between attempts, <c>5s,5m,30m</c> or <c>none</c>; null: the server's.</summary>
    public string? RetrySchedule { get; init; }

    /// <summary>Runs a second; null: no limit.</summary>
    public int? ThrottleRate { get; init; }

    /// <summary><c>any</c> (default) or <c>fifo</c>.</summary>
    public string? DeliveryOrder { get; init; }

    /// <summary>Of <c>fifo</c>: <c>skip</c> (default) or <c>hold</c>.</summary>
    public string? WhenExhausted { get; init; }

    /// <summary>Whatever you keep with it.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Statements on one of the server's connections, their effect exactly once.</summary>
    public SqlOperation? Sql { get; init; }

    /// <summary>A call, at least once, with an <c>Idempotency-Key</c>.</summary>
    public HttpOperation? Http { get; init; }

    /// <summary>A message to one of your applications, once.</summary>
    public EmitOperation? Emit { get; init; }
}

/// <summary>A condition on a JSON body; one test beside the pointer.</summary>
/// <param name="Pointer">A JSON Pointer (RFC 6901): <c>/data/object/currency</c>.</param>
public sealed record BodyCondition(string Pointer)
{
    /// <summary>The value there is this.</summary>
    [JsonPropertyName("equals")]
    public JsonNode? EqualTo { get; init; }

    /// <summary>The value there isn't this.</summary>
    [JsonPropertyName("notEquals")]
    public JsonNode? NotEqualTo { get; init; }

    /// <summary>The value there is one of these.</summary>
    public IReadOnlyList<JsonNode>? In { get; init; }

    /// <summary>The value there is none of these.</summary>
    public IReadOnlyList<JsonNode>? NotIn { get; init; }

    /// <summary>Whether a value is there.</summary>
    public bool? Exists { get; init; }
}

/// <summary>Statements in one transaction.</summary>
public sealed record SqlOperation
{
    /// <summary>The name of one of the server's connections.</summary>
    public required string Connection { get; init; }

    /// <summary>In order.</summary>
    public required IReadOnlyList<SqlStatement> Statements { get; init; }
}

/// <summary>A statement with parameters; nothing is put into its text.</summary>
/// <param name="Sql">With parameters as <c>@name</c>.</param>
/// <param name="Parameters">By name: a JSON Pointer into the body, or what else the server knows.</param>
public sealed record SqlStatement(string Sql, IReadOnlyDictionary<string, string>? Parameters = null)
{
    /// <summary>How many rows it must change: a number, or <c>{"atLeast": 1}</c>. Null: any number.</summary>
    public JsonNode? ExpectRows { get; init; }
}

/// <summary>A call.</summary>
public sealed record HttpOperation
{
    /// <summary>POST unless given.</summary>
    public string? Method { get; init; }

    /// <summary>A template; scheme and host are literal.</summary>
    public required string Url { get; init; }

    /// <summary>Templates. As the server shows them: those that may be shown.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>JSON whose texts are templates; null: none.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>How long the call may take.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>The names of headers that aren't shown; set by the server.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public IReadOnlyList<string> Sensitive { get; init; } = [];
}

/// <summary>A message to an application.</summary>
public sealed record EmitOperation
{
    /// <summary>A template of its id or uid.</summary>
    public required string Application { get; init; }

    /// <summary>A template.</summary>
    public required string EventType { get; init; }

    /// <summary>JSON whose texts are templates; null: the body of the event.</summary>
    public JsonNode? Payload { get; init; }

    /// <summary>The message's channels.</summary>
    public IReadOnlyList<string>? Channels { get; init; }
}

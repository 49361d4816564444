using System.Text.Json;
using Ringback.Core.Json;
using Ringback.Core.Templates;

namespace Ringback.Core.Catalog;

internal enum OperationKind
{
    /// <summary>Statements on a named connection: its effect exactly once.</summary>
    Sql = 0,

    /// <summary>A call, at least once, with a key by which the second is known.</summary>
    Http = 1,

    /// <summary>A message to an application, which its event id makes idempotent.</summary>
    Emit = 2,
}

/// <summary>What Ringback does on a message. Exactly one of the kinds is given.</summary>
internal sealed record OperationDefinition
{
    /// <value>All of them hold, or the message isn't for this operation. Null: no condition.</value>
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <value>A schedule of its own, as <c>5s,5m</c>; null takes the event type's, then the server's.</value>
    public string? RetrySchedule { get; init; }

    public SqlOperation? Sql { get; init; }

    public HttpOperation? Http { get; init; }

    public EmitOperation? Emit { get; init; }

    public OperationKind Kind => Sql is not null ? OperationKind.Sql : Http is not null ? OperationKind.Http : OperationKind.Emit;
}

/// <param name="Connection">A name from the server's settings.</param>
/// <param name="Statements">Run in order, in one transaction.</param>
internal sealed record SqlOperation(string Connection, IReadOnlyList<SqlStatement> Statements);

/// <param name="Sql">One statement that reads or changes rows; its parameters are written <c>@name</c>.</param>
/// <param name="Parameters">By name: a pointer into the event (<c>/data/object/id</c>), or one of <see cref="MessageValue"/> (<c>$message.id</c>).</param>
/// <param name="ExpectRows">How many rows it must change; null: any number. If it changes another number, the run fails and is taken back.</param>
internal sealed record SqlStatement(string Sql, IReadOnlyDictionary<string, string>? Parameters, ExpectedRows? ExpectRows = null);

/// <param name="Method">In capitals.</param>
/// <param name="Url">A template; scheme, host and port are literal.</param>
/// <param name="Body">A template: text of JSON. Null sends the event itself, with a method that has a body.</param>
/// <param name="TimeoutSeconds">For the whole exchange; null takes the server's.</param>
/// <remarks>Its headers are sealed with the operation, as they may hold credentials.</remarks>
internal sealed record HttpOperation(string Method, string Url, JsonElement? Body, int? TimeoutSeconds);

/// <param name="Application">A template: id or uid of the application.</param>
/// <param name="EventType">A template.</param>
/// <param name="Payload">A template; null sends the event itself.</param>
/// <param name="Channels">Of the message.</param>
internal sealed record EmitOperation(string Application, string EventType, JsonElement? Payload, IReadOnlyList<string>? Channels);

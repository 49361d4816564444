using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Operate;
using Ringback.Core.Templates;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>Statements of an operation, as its POST and PUT take them.</summary>
internal static class SqlOperationIn
{
    public static readonly InputShape Shape = new(
        "SqlOperation", "Statements that run in order in one transaction.",
        """{"connection":"shop","statements":[{"sql":"update orders set paid = 1 where id = @id","parameters":{"id":"/data/object/metadata/order"}}]}""");

    private static readonly Field<string> Connection = Shape.Required(
        "connection", Own<string>(static (json, name, need) => json.Text(name, TextRule.Any, need), static () => Schema.Text(1, NamedConnection.LongestName)),
        "A name from the server's setting `connections`.");

    private static readonly Field<IReadOnlyList<JsonFields>> Statements = Shape.Required(
        "statements", Objects(SqlStatementIn.Shape, 1, 20).And(static given => given.Count == 0 ? "must not be empty" : null), "At least one.");

    public static SqlOperation Read(JsonFields json, IReadOnlyList<string> connections)
    {
        Shape.RefuseOthers(json);
        var connection = Connection.Read(json);
        if (connection is not null && !connections.Contains(connection))
            Connection.Refuse(json, "isn't a connection in the server's settings (connections)");
        return new SqlOperation(connection ?? "", [.. Statements.Read(json)?.Select(SqlStatementIn.Read) ?? []]);
    }
}

/// <summary>One statement.</summary>
internal static class SqlStatementIn
{
    public static readonly InputShape Shape = new(
        "SqlStatement", "One statement that reads or changes rows.",
        """{"sql":"insert into paid (id, amount) values (@id, @amount)","parameters":{"id":"$message.id","amount":"/data/object/amount"}}""");

    private const int MostParameters = 100;
    private const int MostRows = 1_000_000_000;

    private static readonly Field<string> Sql = Shape.Required(
        "sql", Own<string>(ReadSql, static () => Schema.Text(1, SqlText.MaxLength)), "Parameters have the form `@name`.");

    private static readonly Field<IReadOnlyDictionary<string, string>> Parameters = Shape.Optional(
        "parameters", Own<IReadOnlyDictionary<string, string>>(ReadParameters, static () => Schema.Map(Schema.Text())),
        "For each name: a JSON Pointer into the body, or `$message.id`, `.eventId`, `.eventType`, `.timestamp`, `.payload`.");

    private static readonly Field<ExpectedRows> ExpectRows = Shape.Optional(
        "expectRows", Own<ExpectedRows>(ReadRows, Schema.AnyValue),
        "How many rows it must change: a number, or `{\"atLeast\": 1}`. If it changes another number, the whole run is rolled back and retried.");

    public static SqlStatement Read(JsonFields json)
    {
        Shape.RefuseOthers(json);
        var sql = Sql.Read(json);
        var parameters = Parameters.Read(json);
        return new SqlStatement(sql ?? "", parameters is { Count: > 0 } ? parameters : null, ExpectRows.Read(json));
    }

    private static string? ReadSql(JsonFields json, string name, Need need)
    {
        var sql = json.Text(name, TextRule.Any, need);
        if (sql is not null && SqlText.Problem(sql) is { } problem) json.Add(name, problem);
        return sql;
    }

    private static IReadOnlyDictionary<string, string>? ReadParameters(JsonFields json, string field, Need need)
    {
        var parameters = json.Map(field, TextRule.Between(1, 64), TextRule.Any, TemplateFields.LongestJson, need);
        if (parameters?.Count > MostParameters) json.Add(field, $"must have at most {MostParameters}");
        foreach (var (name, source) in parameters ?? Common.NoMetadata)
        {
            if (!name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') || char.IsAsciiDigit(name[0]))
                json.Add(field, $"\"{name}\" must be letters, digits and _, as behind its @ in the statement");
            else if (!ValueSource.TryParse(source, out _, out var error)) json.Add(field, $"\"{name}\": {error}");
        }
        return parameters;
    }

    /// <summary><c>1</c> is exactly one, <c>{"atLeast": 1}</c> one or more.</summary>
    private static ExpectedRows? ReadRows(JsonFields json, string name, Need need)
    {
        if (json.Value(name) is not { ValueKind: not JsonValueKind.Null } value) return null;
        if (value.ValueKind != JsonValueKind.Object)
            return json.Whole(name, 0, MostRows) is { } exactly ? new ExpectedRows(exactly, OrMore: false) : null;
        const string AtLeast = "atLeast";
        var inner = json.Object(name)!;
        inner.RefuseOthers([AtLeast], shown: []);
        return inner.Whole(AtLeast, 0, MostRows, Need.Required) is { } least ? new ExpectedRows(least, OrMore: true) : null;
    }
}

using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Operate;
using Ringback.Core.Templates;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>The fields of each kind of operation.</summary>
internal static class OperationKinds
{
    private const int MostStatements = 20;
    private const int MostParameters = 100;
    private const int LongestTimeout = 60;
    private const int MostRows = 1_000_000_000;
    private const int LongestBody = 64 * 1024;
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    private static readonly TextRule TemplateRule = TextRule.Between(1, 4096);

    public static SqlOperation Sql(JsonFields fields, IReadOnlyList<string> connections)
    {
        var connection = fields.Text("connection", TextRule.Any, Need.Required);
        if (connection is not null && !connections.Contains(connection))
            fields.Add("connection", "is none that the server's settings name (connections)");
        var statements = fields.Objects("statements", MostStatements, Need.Required);
        if (statements is { Count: 0 }) fields.Add("statements", "must not be empty");
        return new SqlOperation(connection ?? "", [.. statements?.Select(Statement) ?? []]);
    }

    /// <param name="headers">Kept sealed: they aren't part of the definition.</param>
    public static HttpOperation Http(JsonFields fields, out IReadOnlyDictionary<string, string>? headers)
    {
        var method = fields.Choice("method", Methods);
        if (fields.Text("url", TextRule.Any, Need.Required) is not { } url) url = "";
        else if (!UrlTemplate.TryParse(url, out _, out var error)) fields.Add("url", error);
        headers = EndpointFields.Headers(fields, "headers");
        foreach (var (name, value) in headers ?? Common.NoMetadata)
        {
            if (name.Equals("idempotency-key", StringComparison.OrdinalIgnoreCase)) fields.Add("headers", $"\"{name}\" is not yours to set");
            else if (!Template.TryParse(value, out _, out var wrong)) fields.Add("headers", $"\"{name}\" {wrong}");
        }
        return new HttpOperation(
            Methods[method ?? 1], url, Json(fields, "body"), (int?)fields.Whole("timeoutSeconds", 1, LongestTimeout));
    }

    public static EmitOperation Emit(JsonFields fields) => new(
        Text(fields, "application"), EventType(fields), Json(fields, "payload"), Common.Channels(fields, least: 1));

    public static SqlStatement Statement(JsonFields fields)
    {
        var sql = fields.Text("sql", TextRule.Any, Need.Required);
        if (sql is not null && SqlText.Problem(sql) is { } problem) fields.Add("sql", problem);
        var parameters = fields.Map("parameters", TextRule.Between(1, 64), TextRule.Any, LongestBody);
        if (parameters?.Count > MostParameters) fields.Add("parameters", $"must have at most {MostParameters}");
        foreach (var (name, source) in parameters ?? Common.NoMetadata)
        {
            if (!name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') || char.IsAsciiDigit(name[0]))
                fields.Add("parameters", $"\"{name}\" must be letters, digits and _, as behind its @ in the statement");
            else if (!ValueSource.TryParse(source, out _, out var error)) fields.Add("parameters", $"\"{name}\": {error}");
        }
        return new SqlStatement(sql ?? "", parameters is { Count: > 0 } ? parameters : null, ExpectRows(fields));
    }

    /// <summary><c>1</c> is exactly one, <c>{"atLeast": 1}</c> one or more.</summary>
    private static ExpectedRows? ExpectRows(JsonFields fields)
    {
        if (fields.Value("expectRows") is not { ValueKind: not JsonValueKind.Null } value) return null;
        if (value.ValueKind != JsonValueKind.Object)
            return fields.Whole("expectRows", 0, MostRows) is { } exactly ? new ExpectedRows(exactly, OrMore: false) : null;
        var inner = fields.Object("expectRows")!;
        inner.Only("atLeast");
        return inner.Whole("atLeast", 0, MostRows, Need.Required) is { } least ? new ExpectedRows(least, OrMore: true) : null;
    }

    /// <summary>What stands there as it will be sent is checked now, what a place gives it when there is an event.</summary>
    private static string EventType(JsonFields fields)
    {
        var text = Text(fields, "eventType");
        if (Template.TryParse(text, out var template, out _) && template.IsLiteral && text.Length > 0 && TextRule.EventType.Problem(text) is { } problem)
            fields.Add("eventType", problem);
        return text;
    }

    private static string Text(JsonFields fields, string name)
    {
        if (fields.Text(name, TemplateRule, Need.Required) is not { } text) return "";
        if (!Template.TryParse(text, out _, out var error)) fields.Add(name, error);
        return text;
    }

    private static JsonElement? Json(JsonFields fields, string name)
    {
        if (fields.Value(name) is not { ValueKind: not JsonValueKind.Null } value) return null;
        if (value.GetRawText().Length > LongestBody) fields.Add(name, $"must have at most {LongestBody} characters");
        else if (!JsonTemplate.TryParse(value, out _, out var error)) fields.Add(name, error);
        return value;
    }
}

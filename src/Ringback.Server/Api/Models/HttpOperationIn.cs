using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Templates;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>A call of an operation, as its POST and PUT take it.</summary>
internal static class HttpOperationIn
{
    public static readonly InputShape Shape = new(
        "HttpOperation", "A call. In `url`, `headers` and `body`, `{{/data/object/id}}` and `{{$message.id}}` stand for the event's values, encoded for where they stand.",
        """{"method":"POST","url":"https://example.com/orders/{{/data/object/id}}/paid","headers":{"X-Team":"billing"},"body":{"amount":"{{/data/object/amount}}"}}""");

    private static readonly Field<string> Method = Shape.Optional("method", Choice("GET", "POST", "PUT", "PATCH", "DELETE"), "POST when left out.");
    private static readonly Field<string> Url = Shape.Required("url", Own<string>(ReadUrl, static () => Schema.Url()), "Scheme, host and port are literal.");
    private static readonly Field<IReadOnlyDictionary<string, string>> Headers = Shape.Optional(
        "headers", Own<IReadOnlyDictionary<string, string>>(ReadHeaders, EndpointFields.Headers.Describe),
        "Beside `Idempotency-Key`, which is of message and operation. Kept sealed.");

    private static readonly Field<JsonElement?> Body = Shape.Optional(
        "body", TemplateFields.Json, "JSON; a text that is one place alone becomes the value as it is. The event itself when left out.");

    private static readonly Field<int?> Timeout = Shape.Optional("timeoutSeconds", Whole(1, 60), "For the whole exchange; the server's when left out.");

    /// <param name="headers">Kept sealed: they aren't part of the definition.</param>
    public static HttpOperation Read(JsonFields json, out IReadOnlyDictionary<string, string>? headers)
    {
        var method = Method.Read(json);
        var url = Url.Read(json);
        headers = Headers.Read(json);
        return new HttpOperation(method ?? "POST", url ?? "", Body.Read(json), Timeout.Read(json));
    }

    private static string? ReadUrl(JsonFields json, string name, Need need)
    {
        var url = json.Text(name, TextRule.Any, need);
        if (url is not null && !UrlTemplate.TryParse(url, out _, out var error)) json.Add(name, error);
        return url;
    }

    private static IReadOnlyDictionary<string, string>? ReadHeaders(JsonFields json, string field, Need need)
    {
        var headers = EndpointFields.Headers.Read(json, field, need);
        foreach (var (name, value) in headers ?? Common.NoMetadata)
        {
            if (name.Equals("idempotency-key", StringComparison.OrdinalIgnoreCase)) json.Add(field, $"\"{name}\" is not yours to set");
            else if (!Template.TryParse(value, out _, out var wrong)) json.Add(field, $"\"{name}\" {wrong}");
        }
        return headers;
    }
}

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
        "HttpOperation", "An HTTP request. In `url`, `headers` and `body`, placeholders such as `{{/data/object/id}}` and `{{$message.id}}` are replaced by encoded values of the event.",
        """{"method":"POST","url":"https://example.com/orders/{{/data/object/id}}/paid","headers":{"X-Team":"billing"},"body":{"amount":"{{/data/object/amount}}"}}""");

    private static readonly Field<string> Method = Shape.Optional("method", Choice("GET", "POST", "PUT", "PATCH", "DELETE"), "POST by default.");
    private static readonly Field<string> Url = Shape.Required("url", Own<string>(ReadUrl, static () => Schema.Url()), "The scheme, the host and the port must not contain placeholders.");
    private static readonly Field<IReadOnlyDictionary<string, string>> Headers = Shape.Optional(
        "headers", Own<IReadOnlyDictionary<string, string>>(ReadHeaders, EndpointFields.Headers.Describe),
        "Ringback also sends `Idempotency-Key`, which consists of the ids of the message and the operation. Headers are stored encrypted.");

    private static readonly Field<JsonElement?> Body = Shape.Optional(
        "body", TemplateFields.Json, "JSON; a text that consists of one placeholder becomes the value with its type. By default the event itself.");

    private static readonly Field<int?> Timeout = Shape.Optional("timeoutSeconds", Whole(1, 60), "The time limit from connecting to the end of the answer; by default that of the server.");

    /// <value>What a call is shown with, and can't be given. It stands behind the fields, which it leaves out.</value>
    private static readonly string[] OnlyShown = Shape.OnlyShown(ApiJson.Default.HttpOperationOut);

    /// <param name="headers">Kept sealed: they aren't part of the definition.</param>
    public static HttpOperation Read(JsonFields json, out IReadOnlyDictionary<string, string>? headers)
    {
        Shape.RefuseOthers(json, OnlyShown);
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

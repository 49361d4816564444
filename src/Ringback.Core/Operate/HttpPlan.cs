using System.Net.Http;
using Ringback.Core.Catalog;
using Ringback.Core.Http;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Templates;

namespace Ringback.Core.Operate;

/// <summary>A call with its templates.</summary>
internal sealed class HttpPlan : OperationPlan
{
    private readonly PointerSet _pointers;
    private readonly HttpMethod _method;
    private readonly UrlTemplate _url;
    private readonly JsonTemplate? _body;
    private readonly (string Name, Template Value)[] _headers;

    public HttpPlan(SourceOperation operation, HttpOperation http, IReadOnlyDictionary<string, string>? headers)
        : base(operation)
    {
        _method = new HttpMethod(http.Method);
        _url = UrlTemplate.Parse(http.Url);
        _body = http.Body is { } body ? JsonTemplate.Parse(body) : null;
        _headers = [.. headers?.Select(static h => (h.Key, Template.Parse(h.Value))) ?? []];
        _pointers = new PointerSet(_url.Pointers.Concat(_body?.Pointers ?? []).Concat(_headers.SelectMany(static h => h.Value.Pointers)));
        Timeout = http.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <value>Null takes the server's.</value>
    public TimeSpan? Timeout { get; }

    /// <summary>The request for a message; the same one, key and all, each time it is tried.</summary>
    /// <exception cref="RenderException">The event doesn't fit.</exception>
    public HttpRequestMessage Request(Message message, long run)
    {
        var values = new EventValues(message, _pointers).Readable();
        var url = _url.Render(values, RenderLimits.Url);
        var request = new HttpRequestMessage(_method, url);
        if (_body is not null || _method != HttpMethod.Get && _method != HttpMethod.Delete && _method != HttpMethod.Head)
        {
            request.Content = new RequestContent(_body?.Render(values, RenderLimits.Json("the body", message)) ?? message.Payload.GetValueOrDefault());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", _body is null ? message.ContentType ?? "application/json" : "application/json");
        }

        request.Headers.TryAddWithoutValidation("Idempotency-Key", KeyOf(message, run, ':'));
        request.Headers.TryAddWithoutValidation("User-Agent", DestinationHeaders.UserAgent);
        foreach (var (name, value) in _headers)
            request.Headers.TryAddWithoutValidation(name, value.Render(values, RenderLimits.Header(name), static text => InHeader(text)));
        return request;
    }

    /// <summary>Nothing that could end the header and begin another.</summary>
    private static string InHeader(string value) =>
        value.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? throw new RenderException("A value that is used in a header contains characters other than printable ASCII.")
            : value;
}

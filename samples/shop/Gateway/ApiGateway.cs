using System.Collections.Concurrent;

namespace Shop.Gateway;

/// <summary>
/// The one address that the shop has on the internet. It hands requests on by the beginning of their path, byte for byte: signatures
/// are of what was sent.
/// </summary>
/// <param name="http">Hands them on.</param>
public sealed class ApiGateway(HttpMessageInvoker http)
{
    private static readonly string[] OwnHeaders = ["Host", "Connection", "Transfer-Encoding", "Content-Length", "Keep-Alive", "Upgrade"];

    private readonly ConcurrentDictionary<string, Uri> _routes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <param name="prefix"><c>/payments</c></param>
    /// <param name="service">Who has what begins like that.</param>
    public void Route(string prefix, Uri service) => _routes[prefix] = service;

    /// <summary>How many requests have come: <c>GET /payments</c>.</summary>
    public int Count(string method, string prefix) => _counts.GetValueOrDefault(method + " " + prefix);

    public async Task ForwardAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (_routes.FirstOrDefault(route => path.StartsWith(route.Key, StringComparison.Ordinal)) is not { Key: { } prefix, Value: var service })
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        _counts.AddOrUpdate(context.Request.Method + " " + prefix, 1, static (_, count) => count + 1);
        using var request = await CopyAsync(context.Request, new Uri(service, path + context.Request.QueryString));
        try
        {
            using var response = await http.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            {
                if (!OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)) context.Response.Headers[name] = values.ToArray();
            }
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }

    private static async Task<HttpRequestMessage> CopyAsync(HttpRequest from, Uri to)
    {
        using var body = new MemoryStream();
        await from.Body.CopyToAsync(body);
        var request = new HttpRequestMessage(new HttpMethod(from.Method), to);
        if (body.Length > 0) request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in from.Headers)
        {
            if (OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        return request;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringback.Cli.Remote;

/// <summary>Requests of commands: one time limit, no redirects (a key goes only where it was meant to), a capped answer.</summary>
internal static class Http
{
    private const int LongestShown = 300;
    private const int LargestAnswer = 16 << 20;

    /// <value>What to do when a provider's API can't be asked.</value>
    public const string ProviderRemedy = "Check the network of this machine, and --provider-url if you use it.";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static HttpMessageInvoker NewInvoker(Uri server) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !server.IsLoopback,
        ConnectTimeout = TimeSpan.FromSeconds(10),
    });

    /// <param name="who">Is asked, for messages.</param>
    /// <param name="remedy">What to do when it can't be asked.</param>
    /// <exception cref="RequestFailedException">It wasn't answered.</exception>
    public static async Task<(int Status, string Body)> ExchangeAsync(HttpMessageInvoker http, HttpRequestMessage request, string who, string remedy, CancellationToken stop)
    {
        var origin = request.RequestUri!.GetLeftPart(UriPartial.Authority);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Limit);
        try
        {
            using var response = await http.SendAsync(request, limit.Token);
            await response.Content.LoadIntoBufferAsync(LargestAnswer, limit.Token);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(limit.Token));
        }
        catch (HttpRequestException e)
        {
            throw new RequestFailedException($"{who} at {origin} can't be asked: {Reason(e)}. {remedy}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new RequestFailedException($"{who} at {origin} didn't answer within {Limit.TotalSeconds:0} seconds.");
        }
    }

    /// <summary>What went wrong, with the reason inside, where the library's own words leave it there. Without a full stop.</summary>
    private static string Reason(HttpRequestException failure)
    {
        var said = failure.Message.Replace(", see inner exception", "", StringComparison.Ordinal).TrimEnd('.');
        var inner = failure.GetBaseException().Message.TrimEnd('.');
        return said.Contains(inner, StringComparison.Ordinal) ? said : $"{said}: {inner}";
    }

    /// <returns>Null when it is no JSON.</returns>
    public static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The start of what a stranger said, on one line.</summary>
    public static string Shown(string text) =>
        text.Length == 0 ? "(nothing)" : new([.. text.Take(LongestShown).Select(c => char.IsControl(c) ? ' ' : c)]);
}

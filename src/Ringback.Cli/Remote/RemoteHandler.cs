using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringback.Cli.Remote;

/// <summary>Sends the client library's requests as commands send all of theirs (<see cref="Http"/>), and lets through what Ringback may have answered.</summary>
/// <exception cref="RequestFailedException">It wasn't answered, or by another program.</exception>
internal sealed class RemoteHandler(Uri server) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _http = Http.NewInvoker(server);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (status, text) = await Http.ExchangeAsync(_http, request, "the server", "Check that it runs, or give its address with --server.", cancellationToken);
        var said = Http.Parse(text) as JsonObject;
        if (status is >= 200 and <= 299)
        {
            if (text.Length > 0 && said is null) throw AnswerFields.NotRingback($"the server at {server} answered {status} with {Http.Shown(text)}");
        }
        else if (status != (int)HttpStatusCode.Unauthorized && said?["detail"]?.GetValueKind() is not (JsonValueKind.Array or JsonValueKind.String))
        {
            throw new RequestFailedException($"the server answered {status}: {Http.Shown(text)}", status);
        }
        return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(text) };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _http.Dispose();
        base.Dispose(disposing);
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Ringback.Cli.Remote;
using Ringback.Core.Http;
using Ringback.Server.Gateway;
using Ringback.Verification.Text;

namespace Ringback.Cli.Sources;

/// <summary>
/// Whether a URL leads to a source of a Ringback: asked with OPTIONS, a method that no source takes, so nothing comes of it but a
/// refusal that only Ringback words so. It is asked from this machine; what the provider's network reaches can't be seen from here.
/// </summary>
internal static class ReachCheck
{
    /// <summary>Why no provider could call it; null when one might.</summary>
    public static string? Problem(Uri url)
    {
        var host = url.IdnHost.TrimEnd('.');
        var isName = url.HostNameType is UriHostNameType.Dns;
        var isLocal = isName
            ? host == "localhost" || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || !host.Contains('.', StringComparison.Ordinal)
            : !IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) || !new AddressGuard(CidrList.CreateFrom([])).IsAllowed(address, url.Port);
        return isLocal
            ? $"no provider can call {url.GetLeftPart(UriPartial.Authority)}: set the server's public-url (RINGBACK_PUBLIC_URL) to the address it has on the internet, or try it with --allow-local."
            : null;
    }

    /// <exception cref="RequestFailedException">Something else answers there, or nothing.</exception>
    public static async Task RunAsync(Uri url, CancellationToken stop)
    {
        var origin = url.GetLeftPart(UriPartial.Authority);
        using var http = Http.NewInvoker(url);
        using var request = new HttpRequestMessage(HttpMethod.Options, url);
        var (status, text) = await Http.ExchangeAsync(http, request, "the ingest URL", "Check the server's public-url, or leave this check out with --no-check.", stop);
        var said = Http.Parse(text) as JsonObject;
        if (Is(GatewayReply.NoMethod) || Is(GatewayReply.Forbidden) || Is(GatewayReply.TooManyUnverified)) return;
        throw new RequestFailedException(Is(GatewayReply.UnknownToken)
            ? $"a Ringback answers at {origin}, but it doesn't know this source: is public-url another server's address?"
            : $"{origin} was asked for the source and answered {status}, as Ringback doesn't: {Http.Shown(text)}");

        bool Is(GatewayReply reply) => status == reply.Status && said is not null && JsonNode.DeepEquals(said, JsonNode.Parse(reply.Body.Span));
    }
}

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Ringback.Core.Settings;

namespace Ringback.Server.Api.Sources;

/// <summary>The URLs that providers call: the setting public-url, else the first that the server listens on, and <c>/in/{token}</c>.</summary>
internal sealed class IngestAddress(RingbackOptions options, IServer server)
{
    public string UrlOf(string token) => $"{Base().TrimEnd('/')}/in/{token}";

    private string Base()
    {
        if (options.PublicUrl is { } url) return url.AbsoluteUri;
        // Ports may be the system's choice, known only to the server that listens.
        var first = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? options.Urls[0];
        // Of every address: somebody on this machine is who can use it as it is.
        foreach (var any in (string[])["//*", "//+", "//0.0.0.0", "//[::]"]) first = first.Replace(any, "//localhost", StringComparison.Ordinal);
        return first;
    }
}

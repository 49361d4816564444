using Microsoft.AspNetCore.Http;
using Ringback.Server.Observe;

namespace Ringback.Server.Listening;

/// <summary>The setting <c>metrics-url</c>: an address that answers <c>/metrics</c> and nothing else, and the only one that does.</summary>
internal sealed class MetricsListener(int port)
{
    /// <summary>Whether the listener that a request came by serves its path.</summary>
    /// <param name="http">The request; its listener is known by its port, which no other address of the server has.</param>
    /// <param name="path">As it was sent.</param>
    public bool Serves(HttpContext http, ReadOnlySpan<char> path) =>
        (http.Connection.LocalPort == port) == path is ObserveRoutes.Path;
}

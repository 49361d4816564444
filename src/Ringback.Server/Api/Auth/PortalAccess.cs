using System.Net;
using Microsoft.AspNetCore.Http;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Auth;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Auth;

/// <summary>Gives the link that opens an application's or a source's portal.</summary>
internal sealed class PortalAccess(RingbackNode node, TokenIssuer tokens)
{
    /// <param name="context">Of an organisation.</param>
    /// <param name="reference">The public id of what the portal shows.</param>
    /// <param name="life">Of the token in the link.</param>
    /// <param name="capabilities">What it allows.</param>
    /// <param name="flags">Feature flags of its bearer.</param>
    /// <param name="session">A name by which tokens can be ended together.</param>
    public ApiResult Grant(
        ApiContext context, string? reference, TimeSpan life, Capability capabilities, IReadOnlyList<string>? flags = null, string? session = null)
    {
        if (!TryApplication(reference, out var application, out var isSource)) return ApiError.NotFound;
        if (PortalOf(context) is not { } address)
        {
            return ApiError.Bad(
                "The server doesn't know the address of its portal, and the Host of this request isn't one of the server's own addresses. Set public-url (RINGBACK_PUBLIC_URL) or portal-url.",
                "public_url_missing");
        }
        // Without flags a portal shows what is shown to everybody; a token of yours made elsewhere may have no such limit.
        var token = tokens.Application(context.Credential.Organisation, application, new ApplicationGrant(life, session, capabilities, flags ?? [], isSource));
        // In the fragment, which no server and no log on the way gets to see.
        return ApiResult.Ok(new AppPortalAccessOut($"{address}#token={token}", token), ApiJson.Default.AppPortalAccessOut);
    }

    /// <summary>An application's id behind <c>app_</c>, or behind <c>src_</c>.</summary>
    public static bool TryApplication(string? publicId, out Ksuid application, out bool isSource)
    {
        isSource = Ksuid.TryParse(publicId, IdPrefix.Source, out application);
        return isSource || Ksuid.TryParse(publicId, IdPrefix.Application, out application);
    }

    /// <summary>
    /// The Host of a request is whatever its sender, or a proxy on the way, wrote there, and the link carries a token: it is used only when it
    /// is an address of this machine that the request really came to.
    /// </summary>
    /// <returns>Null when nobody has said where the portal is.</returns>
    private string? PortalOf(ApiContext context)
    {
        if (node.Options.PortalUrl is { } portal) return portal.AbsoluteUri;
        if (node.Options.PublicUrl is { } server) return server.AbsoluteUri.TrimEnd('/') + "/portal";
        var request = context.Http.Request;
        return IsOwnAddress(request.Host, context.Http.Connection) ? $"{request.Scheme}://{request.Host}/portal" : null;
    }

    /// <summary>A proxy elsewhere may call this server <c>127.0.0.1</c>, which is another machine to whoever opens the link.</summary>
    internal static bool IsOwnAddress(HostString host, ConnectionInfo connection)
    {
        if (connection.LocalIpAddress is not { } local) return false;
        if (local.IsIPv4MappedToIPv6) local = local.MapToIPv4();
        if (host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return IPAddress.IsLoopback(local);
        var text = host.Host.AsSpan().Trim("[]");
        // Written as everybody writes it: 2130706433 is an address, too.
        if (!IPAddress.TryParse(text, out var address) || !text.Equals(address.ToString(), StringComparison.Ordinal)) return false;
        return IPAddress.IsLoopback(address) ? IPAddress.IsLoopback(local) : local.Equals(address);
    }
}

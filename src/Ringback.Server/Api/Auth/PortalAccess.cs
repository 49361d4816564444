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
        // Without flags a portal shows what is shown to everybody; a token of yours made elsewhere may have no such limit.
        var token = tokens.Application(context.Credential.Organisation, application, new ApplicationGrant(life, session, capabilities, flags ?? [], isSource));
        // In the fragment, which no server and no log on the way gets to see.
        return ApiResult.Ok(new AppPortalAccessOut($"{PortalOf(context)}#token={token}", token), ApiJson.Default.AppPortalAccessOut);
    }

    /// <summary>An application's id behind <c>app_</c>, or behind <c>src_</c>.</summary>
    public static bool TryApplication(string? publicId, out Ksuid application, out bool isSource)
    {
        isSource = Ksuid.TryParse(publicId, IdPrefix.Source, out application);
        return isSource || Ksuid.TryParse(publicId, IdPrefix.Application, out application);
    }

    private string PortalOf(ApiContext context)
    {
        if (node.Options.PortalUrl is { } portal) return portal.AbsoluteUri;
        var request = context.Http.Request;
        var server = node.Options.PublicUrl?.AbsoluteUri ?? $"{request.Scheme}://{request.Host}";
        return server.TrimEnd('/') + "/portal";
    }
}

using Ringback.Core.Access;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Server.Api.Applications;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Auth;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Auth;

/// <summary><c>/auth</c>: access to an application's portal, and its end.</summary>
internal sealed class AuthResource(RingbackNode node, PortalAccess portal, IRevocationStore revocations)
{
    private const string Prefix = "/api/v1/auth";

    private static readonly TimeSpan LongestToken = TokenClaims.LongestApplicationLife;

    public void Map(ApiRoutes routes)
    {
        routes.Post(Prefix + "/app-portal-access/{app_id}", Access.Organisation, GrantAsync);
        // Its name in older SDKs, without a body.
        routes.Post(Prefix + "/dashboard-access/{app_id}", Access.Organisation, GrantAsync);
        routes.Post(Prefix + "/app/{app_id}/expire-all", Access.Organisation, ExpireAsync);
        routes.Post(Prefix + "/logout", Access.Application, LogoutAsync, Capability.None);
    }

    /// <summary>A repeated request gets a token of its own: tokens are kept nowhere.</summary>
    private async ValueTask<ApiResult> GrantAsync(ApiContext context)
    {
        var input = await context.ReadAsync(AppPortalAccessIn.Read, optional: true);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        if (!context.TryUpsertUid(PathParts.Application, [IdPrefix.Application, IdPrefix.Source], out var uid, out error)) return error;
        var given = input.Value;
        if (uid is not null && given.Application?.Uid is { } other && other != uid)
            return ApiError.Invalid("must be the uid in the path", "body", "application", "uid");

        var (id, now) = (node.Ids.Next(), node.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        return await node.CatalogStore.RunAsync(key, draft =>
        {
            if (context.Application(draft.Catalog) is { } known) return known.PublicId;
            if (given.Application is null || uid is null) throw new RefusedException(ApiError.NotFound);
            if (given.Application.Uid != uid) throw new RefusedException(ApiError.Invalid("must be the uid in the path", "body", "application", "uid"));
            return draft.AddApplication(context.Credential.OrgId, given.Application with { Uid = uid }, id, now).PublicId;
        }, reference => portal.Grant(context, reference, given.Life, given.Capabilities, given.FeatureFlags, given.SessionId));
    }

    /// <summary>
    /// A repeated request ends once more what was issued until now: better that than a repeat that believes the first one
    /// ended it, when a crash came between.
    /// </summary>
    private async ValueTask<ApiResult> ExpireAsync(ApiContext context)
    {
        var input = await context.ReadAsync(ApplicationTokenExpireIn.Read, optional: true);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        return await node.CatalogStore.RunAsync(
            key, draft => context.Application(draft.Catalog).OrNotFound().PublicId, reference => RevokeAsync(reference, input.Value));
    }

    private async ValueTask<ApiResult> RevokeAsync(string? reference, ApplicationTokenExpireIn given)
    {
        if (!PortalAccess.TryApplication(reference, out var application, out _)) return ApiError.NotFound;
        var now = node.Clock.GetUtcNow();
        IEnumerable<string> subjects = given.SessionIds.Count == 0
            ? [Revocation.Application(application)]
            : given.SessionIds.Select(session => Revocation.Session(application, session));
        await revocations.RevokeAsync([.. subjects.Select(subject => new Revocation(
            subject,
            IssuedBefore: now.ToUnixTimeMilliseconds() + 1,
            From: (now + given.Grace).ToUnixTimeMilliseconds(),
            Until: (now + LongestToken).ToUnixTimeMilliseconds()))]);
        return ApiResult.NoContent;
    }

    private async ValueTask<ApiResult> LogoutAsync(ApiContext context)
    {
        await revocations.RevokeAsync([TokenRevocations.OfToken(context.Credential, node.Clock.GetUtcNow())]);
        return ApiResult.NoContent;
    }
}

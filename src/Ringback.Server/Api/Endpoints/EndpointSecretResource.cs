using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Auth;
using Ringback.Server.Node;
using Ringback.Verification.Signing;

namespace Ringback.Server.Api.Endpoints;

/// <summary><c>…/secret</c>: what an endpoint's messages are signed with.</summary>
internal sealed class EndpointSecretResource(RingbackNode node, EndpointDraft endpoints, EndpointScope scope)
{
    /// <value>Besides the current one. Every kept secret signs every message: the header must not grow without end.</value>
    private const int MostOld = 10;

    public void Map(ApiRoutes routes)
    {
        routes.Get(scope.One + "/secret", scope.Access, Show, Capability.ViewEndpointSecret);
        routes.Post(scope.One + "/secret/rotate", scope.Access, RotateAsync, Capability.ManageEndpointSecret);
    }

    private ValueTask<ApiResult> Show(ApiContext context) => new(scope.Endpoint(context, node.Catalog) is { } endpoint
        ? ApiResult.Ok(new EndpointSecretOut(EndpointCredentials.Open(node.Box, endpoint).Current.Shown), ApiJson.Default.EndpointSecretOut)
        : ApiError.NotFound);

    private async ValueTask<ApiResult> RotateAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EndpointSecretRotateIn.Read, optional: true);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        var (rotation, now) = (input.Value, node.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        return await node.CatalogStore.RunAsync(key, draft =>
        {
            var application = scope.Application(context, draft.Catalog).OrNotFound();
            var endpoint = context.Endpoint(draft.Catalog, application).OrNotFound();
            endpoints.Change(draft, application, endpoint, credentials =>
            {
                // Without a key, a new one of the same kind: its consumer knows how to verify that.
                var next = rotation.Key ?? EndpointSecret.Generate(credentials.Current.Kind);
                // Without a grace nothing of before signs any more, however many there are.
                if (rotation.Grace == TimeSpan.Zero) return (credentials with { Secrets = [credentials.Secrets[0]] }).Rotate(next, now, 0);
                var rotated = credentials.Rotate(next, now, (long)rotation.Grace.TotalMilliseconds);
                return rotated.Secrets.Count <= MostOld + 1
                    ? rotated
                    : throw OlderSecrets.TooMany(MostOld, rotated.Secrets.Min(secret => secret.Until ?? long.MaxValue));
            }, now);
            return endpoint.PublicId;
        }, _ => ApiResult.NoContent);
    }
}

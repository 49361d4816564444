using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Api.Sources;

/// <summary><c>…/token/rotate</c> and <c>…/secret/rotate</c>: another ingest URL, or other secrets of the provider; those before last a while.</summary>
internal sealed class SourceSecretResource(RingbackNode node, SourceDraft sources, SourceView view)
{
    private const int MostOlderTokens = 3;
    private static readonly TimeSpan TokenGrace = TimeSpan.FromHours(48);

    public void Map(ApiRoutes routes, string one)
    {
        routes.Post(one + "/token/rotate", Access.Organisation, RotateTokenAsync);
        routes.Post(one + "/secret/rotate", Access.Organisation, RotateSecretAsync);
    }

    private async ValueTask<ApiResult> RotateTokenAsync(ApiContext context)
    {
        var body = await context.ReadBytesAsync();
        if (body.Failed(out var error)) return error;
        if (!context.TryKey(body.Value.Span, out var key, out error)) return error;
        var now = node.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await node.CatalogStore.RunAsync(key, draft =>
        {
            var application = context.Source(draft.Catalog).OrNotFound();
            sources.Change(draft, application, (source, credentials) =>
            {
                if (source.Type == SourceTypes.Cron) throw new RefusedException(ApiError.Bad("A source of type cron makes its own events and has no ingest URL."));
                var rotated = credentials.RotateToken(SourceToken.Generate(), now, (long)TokenGrace.TotalMilliseconds);
                return rotated.Tokens.Count <= MostOlderTokens + 1
                    ? rotated
                    : throw new RefusedException(ApiError.Bad($"The token was rotated {MostOlderTokens} times within 48 hours. Wait until the oldest token expires."));
            }, now);
            return application.PublicId;
        }, reference => context.Source(node.Catalog, reference!) is { } application && view.UrlOf(application) is { } url
            ? ApiResult.Ok(new RotateTokenOut(url), ApiJson.Default.RotateTokenOut)
            : ApiError.NotFound);
    }

    private async ValueTask<ApiResult> RotateSecretAsync(ApiContext context)
    {
        var input = await context.ReadAsync(SourceSecretRotateIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        var (next, now) = (input.Value, node.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        return await node.CatalogStore.RunAsync(key, draft =>
        {
            var application = context.Source(draft.Catalog).OrNotFound();
            sources.Change(draft, application, (source, credentials) =>
            {
                if (source.Type == SourceTypes.Cron) throw new RefusedException(ApiError.Bad("A source of type cron has no secret. Change its configuration with PUT."));
                var errors = new FieldErrors();
                // What it asks for on top isn't shown, so whoever gives another secret can't give that again.
                var config = HiddenFields.KeepOnTop(next.Config, credentials.Config);
                SourceIn.Check(errors, node.Profiles.Types, source.Type, config);
                if (errors.Failed(out var invalid)) throw new RefusedException(invalid);
                // Without a grace nothing of before is good any more, however many there are.
                if (next.Grace == TimeSpan.Zero) return (credentials with { Retiring = [] }).RotateConfig(config, now, 0);
                long[] ends = [.. credentials.Retiring.Select(old => old.Until).Where(until => until > now)];
                return ends.Length < SourceTypes.MostRetiring
                    ? credentials.RotateConfig(config, now, (long)next.Grace.TotalMilliseconds)
                    : throw OlderSecrets.TooMany(SourceTypes.MostRetiring, ends.Min());
            }, now);
            return application.PublicId;
        }, _ => ApiResult.NoContent);
    }
}

using Ringback.Core.Catalog;
using Ringback.Server.Api.Answers;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Environment;

/// <summary><c>/environment</c>: an organisation's event types, to take from one server to another.</summary>
internal sealed class EnvironmentResource(RingbackNode node)
{
    private const string Prefix = "/api/v1/environment";

    public void Map(ApiRoutes routes)
    {
        routes.PostThatReads(Prefix + "/export", Access.Organisation, Export);
        routes.Post(Prefix + "/import", Access.Organisation, ImportAsync);
    }

    private long Now => node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private ValueTask<ApiResult> Export(ApiContext context)
    {
        var types = context.Organisation(node.Catalog) is { } organisation ? node.Catalog.EventTypes(organisation) : [];
        return new(ApiResult.Ok(
            new EnvironmentOut(Now, new ShownRows<EventType, EventTypeOut>(types, static type => EventTypeOut.FromEventType(type))), ApiJson.Default.EnvironmentOut));
    }

    /// <summary>Puts the event types in the place of those with their names, all or none; what isn't named stays.</summary>
    private async ValueTask<ApiResult> ImportAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EnvironmentIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        var now = Now;
        return await node.CatalogStore.RunAsync(key, draft =>
        {
            var organisation = draft.Organisation(context.Credential.OrgId);
            foreach (var type in input.Value.EventTypes)
                draft.Put(type.ApplyTo(draft.Catalog.FindEventType(organisation, type.Name), organisation, now));
            return null;
        }, _ => ApiResult.NoContent);
    }
}

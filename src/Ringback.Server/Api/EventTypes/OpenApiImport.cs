using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.EventTypes;

/// <summary><c>/event-type/import/openapi</c>: makes and changes event types as a document describes them.</summary>
internal sealed class OpenApiImport(RingbackNode node)
{
    public void Map(ApiRoutes routes) => routes.Post("/api/v1/event-type/import/openapi", Access.Organisation, ImportAsync);

    private async ValueTask<ApiResult> ImportAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EventTypeImportOpenApiIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        var given = input.Value;
        if (given.Spec is null == given.SpecRaw is null) return ApiError.Bad("Give either spec or specRaw.");
        if (!TryParse(given, out var document, out error)) return error!;
        var found = OpenApiWebhooks.Read(document, out error);
        if (error is not null) return error;

        if (given.DryRun)
        {
            var organisation = context.Organisation(node.Catalog);
            var known = organisation is null ? [] : node.Catalog.EventTypes(organisation);
            var changed = found.Where(type => Differs(type, Array.Find(known, other => other.Name == type.Name))).ToArray();
            return Answer([.. changed.Select(type => type.Name), .. Missing(given, known, found).Select(type => type.Name)], changed);
        }

        var now = node.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        List<string>? modified = null;
        return await node.CatalogStore.RunAsync(key, draft =>
        {
            modified = Apply(draft, context, given, found, now);
            return null;
            // A repeat finds everything as the document says already: these are the names that the first one may have changed.
        }, _ => Answer(modified ?? [.. found.Select(type => type.Name)], null));
    }

    private static List<string> Apply(
        CatalogDraft draft, ApiContext context, EventTypeImportOpenApiIn given, IReadOnlyList<EventTypeFromOpenApi> found, long now)
    {
        var organisation = draft.Organisation(context.Credential.OrgId);
        var modified = new List<string>();
        foreach (var type in found)
        {
            var before = draft.Catalog.FindEventType(organisation, type.Name);
            if (!Differs(type, before)) continue;
            draft.Put(Over(type, before, organisation, now));
            modified.Add(type.Name);
        }
        foreach (var gone in Missing(given, draft.Catalog.EventTypes(organisation), found))
        {
            draft.Put(gone with { Archived = true, UpdatedAt = now });
            modified.Add(gone.Name);
        }
        return modified;
    }

    /// <summary>What is ours alone, the retry schedule, stays.</summary>
    private static EventType Over(EventTypeFromOpenApi type, EventType? before, Organisation organisation, long now) => new()
    {
        OrganisationId = organisation.Id,
        Name = type.Name,
        Description = type.Description,
        Deprecated = type.Deprecated,
        Schemas = type.Schemas,
        GroupName = type.GroupName,
        FeatureFlags = type.FeatureFlags,
        RetrySchedule = before?.RetrySchedule,
        CreatedAt = before?.CreatedAt ?? now,
        UpdatedAt = now,
    };

    private static bool Differs(EventTypeFromOpenApi type, EventType? before) =>
        before is null || before.Archived || before.Description != type.Description || before.Deprecated != type.Deprecated
        || before.GroupName != type.GroupName || !(before.FeatureFlags ?? []).SequenceEqual(type.FeatureFlags ?? [])
        || before.Schemas.HasValue != type.Schemas.HasValue
        || (type.Schemas is { } schemas && !JsonElement.DeepEquals(schemas, before.Schemas!.Value));

    private static IEnumerable<EventType> Missing(EventTypeImportOpenApiIn given, EventType[] known, IReadOnlyList<EventTypeFromOpenApi> found)
    {
        if (!given.ReplaceAll) return [];
        var names = found.Select(type => type.Name).ToHashSet(StringComparer.Ordinal);
        return known.Where(type => !type.Archived && !names.Contains(type.Name));
    }

    private static bool TryParse(EventTypeImportOpenApiIn given, out JsonElement document, out ApiError? error)
    {
        error = null;
        document = given.Spec ?? default;
        if (given.SpecRaw is not { } text) return true;
        if (JsonText.TryParse(text, JsonDepth.Most, out document)) return true;
        if (!YamlText.TryRead(text, out var node, out var problem)) error = ApiError.Invalid(problem, "body", "specRaw");
        else if (node is not JsonObject map) error = ApiError.Invalid("must be an object", "body", "specRaw");
        else document = OpenApiDocument.Element(map);
        return error is null;
    }

    private static ApiResult Answer(IReadOnlyList<string> modified, IReadOnlyList<EventTypeFromOpenApi>? toModify) => ApiResult.Ok(
        new EventTypeImportOpenApiOut(new EventTypeImportOpenApiOutData(modified, toModify)), ApiJson.Default.EventTypeImportOpenApiOut);
}

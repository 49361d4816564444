using System.Diagnostics.CodeAnalysis;
using Ringback.Core.Catalog;

namespace Ringback.Server.Api.Http;

/// <summary>
/// What the names in a path stand for, within what the token may see: null is a 404, whether it isn't there or is
/// somebody else's.
/// </summary>
internal static class PathNames
{
    /// <summary>The bearer's organisation; null before its first use.</summary>
    public static Organisation? Organisation(this ApiContext context, Catalog catalog) =>
        catalog.FindOrganisation(context.Credential.OrgId);

    /// <summary>The application that <c>{app_id}</c> names, by id or uid; a source by its id. The hidden one isn't found.</summary>
    public static Application? Application(this ApiContext context, Catalog catalog) => context.Application(catalog, context.Route(PathParts.Application));

    /// <inheritdoc cref="Application(ApiContext, Catalog)"/>
    public static Application? Application(this ApiContext context, Catalog catalog, string idOrUid) =>
        context.Organisation(catalog) is { } organisation
        && catalog.FindApplication(organisation, idOrUid) is { } application
        && context.MayUse(application.Ksuid) ? application : null;

    /// <summary>The same, if it isn't a source: those are changed as such.</summary>
    public static CustomerApplication? Customer(this ApiContext context, Catalog catalog) => context.Application(catalog) as CustomerApplication;

    /// <summary>The application of the source that <c>{source_id}</c> names, by id or uid.</summary>
    public static SourceApplication? Source(this ApiContext context, Catalog catalog) => context.Source(catalog, context.Route(PathParts.Source));

    /// <inheritdoc cref="Source(ApiContext, Catalog)"/>
    public static SourceApplication? Source(this ApiContext context, Catalog catalog, string idOrUid) =>
        context.Organisation(catalog) is { } organisation
        && catalog.FindSource(organisation, idOrUid) is { } application
        && context.MayUse(application.Ksuid) ? application : null;

    /// <summary>The endpoint of an application that <c>{endpoint_id}</c>, or another part of the path, names, by id or uid.</summary>
    public static Endpoint? Endpoint(this ApiContext context, Catalog catalog, Application application, PathPart? part = null) =>
        catalog.FindEndpoint(application, context.Route(part ?? PathParts.Endpoint));

    /// <summary>The endpoint that <c>{app_id}</c> and <c>{endpoint_id}</c> name.</summary>
    public static Endpoint? Endpoint(this ApiContext context, Catalog catalog) =>
        context.Application(catalog) is { } application ? context.Endpoint(catalog, application) : null;

    /// <summary>The event type that <c>{event_type_name}</c> names, archived or not, if the bearer's feature flags show it.</summary>
    public static EventType? EventType(this ApiContext context, Catalog catalog) =>
        context.Organisation(catalog) is { } organisation
        && catalog.FindEventType(organisation, context.Route(PathParts.EventType)) is { } type
        && context.Credential.Sees(type) ? type : null;

    /// <summary>
    /// What a PUT may make when it finds nothing: something with the uid that is its path. An id in the path makes nothing,
    /// since ids are ours to give.
    /// </summary>
    /// <param name="part">The part of the path.</param>
    /// <param name="idPrefixes">What ids begin with.</param>
    /// <param name="uid">Null when the path holds an id.</param>
    /// <param name="error">422: the path holds what is neither.</param>
    /// <param name="rule">What uids may be; null: what most may.</param>
    public static bool TryUpsertUid(
        this ApiContext context, PathPart part, ReadOnlySpan<string> idPrefixes, out string? uid, [NotNullWhen(false)] out ApiError? error,
        TextRule? rule = null)
    {
        uid = context.Route(part);
        error = null;
        foreach (var prefix in idPrefixes)
        {
            if (!uid.StartsWith(prefix, StringComparison.Ordinal)) continue;
            uid = null;
            return true;
        }
        if ((rule ?? TextRule.EventId).Problem(uid) is { } problem) error = ApiError.Invalid(problem, "path", part.Name);
        return error is null;
    }
}

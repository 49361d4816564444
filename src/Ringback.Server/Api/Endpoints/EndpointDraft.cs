using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Http;
using Ringback.Core.Ids;
using Ringback.Core.Operational;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Auth;
using Ringback.Server.Node;
using Ringback.Verification.Signing;

namespace Ringback.Server.Api.Endpoints;

/// <summary>Puts endpoints into a change of the catalog, and tells of it in the same commit.</summary>
internal sealed class EndpointDraft(RingbackNode node)
{
    private const int MostAtOnce = 500;

    /// <exception cref="RefusedException">409: the uid is taken. 422: an event type that isn't there.</exception>
    public Endpoint Add(CatalogDraft draft, Application application, Credential bearer, EndpointIn input, Ksuid id, long now)
    {
        var credentials = new EndpointCredentials([new KeptSecret((input.Secret ?? EndpointSecret.Generate()).Text, null)], input.Headers);
        var (number, @sealed) = (draft.NextId<Endpoint>(), Seal(credentials, id));
        Endpoint made = input.Kind == EndpointKind.Poller
            ? new PollerEndpoint { Id = number, Ksuid = id, ApplicationId = application.Id, Sealed = @sealed, CreatedAt = now, UpdatedAt = now }
            : new HttpEndpoint { Id = number, Ksuid = id, ApplicationId = application.Id, Url = "", Sealed = @sealed, CreatedAt = now, UpdatedAt = now };
        return Put(draft, application, null, input.ApplyTo(made), bearer, input.EventTypesName, EventNames.EndpointCreated);
    }

    /// <param name="change">Makes the new endpoint of the old.</param>
    /// <param name="eventTypesName">The name by which the request has its event types.</param>
    /// <inheritdoc cref="Add"/>
    public Endpoint Change(
        CatalogDraft draft, Application application, Endpoint endpoint, Credential bearer, Func<Endpoint, Endpoint> change, string eventTypesName, long now) =>
        Put(draft, application, endpoint, change(endpoint) with { UpdatedAt = now }, bearer, eventTypesName, EventNames.EndpointUpdated);

    /// <summary>Another secret or other headers.</summary>
    public void Change(CatalogDraft draft, Application application, Endpoint endpoint, Func<EndpointCredentials, EndpointCredentials> change, long now)
    {
        var changed = change(EndpointCredentials.Open(node.Box, endpoint));
        draft.Put(endpoint with { Sealed = Seal(changed, endpoint.Ksuid), UpdatedAt = now });
        Tell(draft, EventNames.EndpointUpdated, application, endpoint);
    }

    public void Remove(CatalogDraft draft, Application application, Endpoint endpoint)
    {
        draft.Remove(endpoint);
        Tell(draft, EventNames.EndpointDeleted, application, endpoint);
    }

    /// <summary>
    /// Deletes an application or a source with its endpoints, and tells of each endpoint. Very many endpoints take several commits, so
    /// that no commit holds up everybody's messages; the application goes with the last of them.
    /// </summary>
    /// <param name="find">Throws when it isn't there.</param>
    public async ValueTask<ApiResult> DeleteApplicationAsync(Func<Catalog, Application> find)
    {
        bool more;
        ApiResult result;
        do
        {
            more = false;
            result = await node.CatalogStore.RunAsync(draft =>
            {
                var application = find(draft.Catalog);
                var all = draft.Catalog.EndpointsOf(application.Id).Page(0, int.MaxValue, descending: false);
                foreach (var id in all.AsSpan(0, Math.Min(all.Length, MostAtOnce)))
                {
                    if (draft.Catalog.Endpoint(id) is { } endpoint) Remove(draft, application, endpoint);
                }

                more = all.Length > MostAtOnce;
                if (!more) draft.Remove(application);
                return null;
            }, _ => ApiResult.NoContent);
        }
        while (more);
        return result;
    }

    private Endpoint Put(
        CatalogDraft draft, Application application, Endpoint? before, Endpoint endpoint, Credential bearer, string eventTypesName, string happened)
    {
        if (endpoint.Uid is { } uid && draft.Catalog.FindEndpoint(application, uid) is { } other && other.Id != endpoint.Id)
            throw new RefusedException(ApiError.Conflict($"An endpoint with the uid \"{uid}\" exists already."));
        CheckEventTypes(draft.Catalog, application, before, endpoint, bearer, eventTypesName);
        if (endpoint is HttpEndpoint { Url: var url } && (before as HttpEndpoint)?.Url != url) endpoint = endpoint with { UrlId = draft.UrlId(url) };
        draft.Put(endpoint);
        Tell(draft, happened, application, endpoint);
        return endpoint;
    }

    /// <summary>Types that the endpoint has already may stay, though they are gone: else it couldn't be changed any more.</summary>
    private static void CheckEventTypes(Catalog catalog, Application application, Endpoint? before, Endpoint endpoint, Credential bearer, string sentAs)
    {
        foreach (var name in endpoint.EventTypes ?? [])
        {
            if (before?.EventTypes?.Contains(name) == true) continue;
            var exists = application switch
            {
                OperationalApplication => EventNames.All.Contains(name),
                // Its provider's, which nobody registers.
                SourceApplication => true,
                _ => catalog.FindEventType(application.Organisation, name) is { } type && bearer.Sees(type),
            };
            if (!exists) throw new RefusedException(ApiError.Invalid($"There is no event type \"{name}\".", "body", sentAs));
        }
    }

    /// <exception cref="RefusedException">422: the headers are too many, or are named like those that this server sets.</exception>
    private byte[] Seal(EndpointCredentials credentials, Ksuid id)
    {
        var headers = credentials.Headers ?? Common.NoMetadata;
        if (headers.Sum(header => header.Key.Length + header.Value.Length) > HeaderRules.MostBytes)
            throw new RefusedException(ApiError.Invalid($"must have at most {HeaderRules.MostBytes} bytes in all", "body", "headers"));
        if (headers.Keys.FirstOrDefault(name => ReservedHeaders.IsOurs(name, node.Options.HeaderPrefixes)) is { } ours)
            throw new RefusedException(ApiError.Invalid($"\"{ours}\" is set by Ringback and can't be set here", "body", "headers"));
        return credentials.Seal(node.Box, id);
    }

    private void Tell(CatalogDraft draft, string happened, Application application, Endpoint endpoint)
    {
        if (node.Events.OfEndpoint(happened, application, endpoint) is { } message) draft.Emit(message);
    }
}

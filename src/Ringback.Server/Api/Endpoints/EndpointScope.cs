using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Endpoints;

/// <summary>Whose endpoints a set of routes is about.</summary>
internal abstract class EndpointScope
{
    public static readonly EndpointScope OfApplication = new ApplicationScope();
    public static readonly EndpointScope OfSource = new SourceScope();
    public static readonly EndpointScope Operational = new OperationalScope();

    public abstract string Many { get; }

    public string One => Many + "/{endpoint_id}";

    public abstract Access Access { get; }

    /// <summary>The application that has the endpoints; null is a 404 for one endpoint.</summary>
    public abstract Application? Application(ApiContext context, Catalog catalog);

    /// <summary>The same inside a change that may need it to come into being.</summary>
    /// <exception cref="RefusedException">404: there is none.</exception>
    public abstract Application Owner(ApiContext context, CatalogDraft draft, RingbackNode node);

    /// <summary>Why there can't be such an endpoint, or null.</summary>
    public virtual ApiError? Refusal(EndpointIn input) => null;

    public Endpoint? Endpoint(ApiContext context, Catalog catalog) =>
        Application(context, catalog) is { } application ? context.Endpoint(catalog, application) : null;

    private sealed class ApplicationScope : EndpointScope
    {
        public override string Many => "/api/v1/app/{app_id}/endpoint";

        public override Access Access => Access.Application;

        public override Application? Application(ApiContext context, Catalog catalog) => context.Application(catalog);

        public override Application Owner(ApiContext context, CatalogDraft draft, RingbackNode node) => context.Application(draft.Catalog).OrNotFound();
    }

    private sealed class SourceScope : EndpointScope
    {
        public override string Many => "/ingest/api/v1/source/{source_id}/endpoint";

        public override Access Access => Access.Application;

        public override Application? Application(ApiContext context, Catalog catalog) => context.Source(catalog);

        public override Application Owner(ApiContext context, CatalogDraft draft, RingbackNode node) => context.Source(draft.Catalog).OrNotFound();
    }

    /// <summary>The hidden application of the organisation, which its first endpoint brings into being.</summary>
    private sealed class OperationalScope : EndpointScope
    {
        public override string Many => "/api/v1/operational-webhook/endpoint";

        public override Access Access => Access.Organisation;

        public override Application? Application(ApiContext context, Catalog catalog) =>
            context.Organisation(catalog) is { } organisation ? catalog.OperationalApplication(organisation) : null;

        public override Application Owner(ApiContext context, CatalogDraft draft, RingbackNode node)
        {
            if (Application(context, draft.Catalog) is { } known) return known;
            var now = node.Clock.GetUtcNow().ToUnixTimeMilliseconds();
            var application = new OperationalApplication
            {
                Id = draft.NextId<Application>(),
                Ksuid = node.Ids.Next(),
                Organisation = draft.Organisation(context.Credential.OrgId),
                Name = "Operational webhooks",
                CreatedAt = now,
                UpdatedAt = now,
            };
            draft.Put(application);
            return application;
        }

        public override ApiError? Refusal(EndpointIn input) => input switch
        {
            { Kind: EndpointKind.Poller } => ApiError.Invalid("must be http, because operational webhooks can't be polled", "body", "kind"),
            { Channels: not null } => ApiError.Invalid("must be left out, because operational webhooks have no channels", "body", "channels"),
            _ => null,
        };
    }
}

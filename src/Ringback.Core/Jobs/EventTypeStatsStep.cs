using Ringback.Core.Catalog;

namespace Ringback.Core.Jobs;

/// <summary>The rule of gathering what event types the organisation's applications listen to: all in memory, so in one step.</summary>
internal static class EventTypeStatsStep
{
    public static Job Read(Catalog.Catalog catalog, Job job)
    {
        Application[] applications = catalog.Organisation(job.OrganisationId) is { } organisation
            ? catalog.CustomerApplications(organisation)
            : [];
        return job with
        {
            Status = JobStatus.Finished,
            Result = JobResult.Serialize(new EventTypeStats([.. applications.Select(application => SubscriptionsOf(catalog, application))])),
        };
    }

    private static Subscriptions SubscriptionsOf(Catalog.Catalog catalog, Application application)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        var catchAll = false;
        foreach (var id in catalog.EndpointsOf(application.Id).Page(0, int.MaxValue, descending: false))
        {
            if (catalog.Endpoint(id) is not { } endpoint)
                continue;
            catchAll |= endpoint.EventTypes is null;
            types.UnionWith(endpoint.EventTypes ?? []);
        }

        return new Subscriptions(application.PublicId, [.. types], catchAll);
    }
}

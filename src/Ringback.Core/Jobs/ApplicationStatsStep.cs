using Ringback.Core.Catalog;
using Ringback.Core.Deliver;

namespace Ringback.Core.Jobs;

/// <summary>
/// The rule of counting to how many destinations the messages of applications went or go: the next applications in the order of their ids.
/// What went to an endpoint deleted since isn't counted.
/// </summary>
internal static class ApplicationStatsStep
{
    /// <value>Applications of one step.</value>
    public const int Most = 100;

    public static Job Read(IJobReads reads, Catalog.Catalog catalog, DirectDeliveries direct, Job job)
    {
        var arguments = JobArguments.Stats(job);
        var result = JobResult.Applications(job.Result);
        var next = Wanted(catalog, job, arguments).Where(application => application.Id > job.Cursor)
            .OrderBy(static application => application.Id).Take(Most).ToList();
        if (next.Count == 0)
            return job with { Status = JobStatus.Finished, Result = JobResult.Serialize(result) };
        var endpoints = next.ConvertAll(application => catalog.EndpointsOf(application.Id).Page(0, int.MaxValue, descending: false));
        // Before the first look at the database.
        var open = direct.ByEndpoint();
        var counts = reads.CountDeliveries(endpoints, open, arguments.Since, arguments.Until);
        result.AppStats.AddRange(next.Zip(counts, static (application, count) => new ApplicationCount(application.PublicId, application.Uid, count)));
        return job with { Cursor = next[^1].Id, Result = JobResult.Serialize(result) };
    }

    /// <summary>Those that are asked for, whatever they are, or all customers' of the organisation.</summary>
    private static IEnumerable<Application> Wanted(Catalog.Catalog catalog, Job job, StatsArguments arguments) =>
        arguments.Applications is { } ids
            ? ids.Distinct().Select(catalog.Application).OfType<Application>().Where(application => application.Organisation.Id == job.OrganisationId)
            : catalog.Organisation(job.OrganisationId) is { } organisation
                ? catalog.CustomerApplications(organisation)
                : [];
}

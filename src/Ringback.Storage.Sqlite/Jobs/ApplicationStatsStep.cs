using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.Jobs;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.History;

namespace Ringback.Storage.Sqlite.Jobs;

/// <summary>
/// Counts to how many destinations the messages of the next applications went or go, an endpoint's each one range of an index. What
/// went to an endpoint deleted since isn't counted.
/// </summary>
internal static class ApplicationStatsStep
{
    private const int Chunk = 100;

    public static Job Read(Database database, Catalog catalog, DirectDeliveries direct, Job job)
    {
        var arguments = JobArguments.Stats(job);
        var result = JobResult.Applications(job.Result);
        var next = Wanted(catalog, job, arguments).Where(application => application.Id > job.Cursor)
            .OrderBy(static application => application.Id).Take(Chunk).ToList();
        if (next.Count == 0)
            return job with { Status = JobStatus.Finished, Result = JobResult.Serialize(result) };
        // Before the first look at the database.
        var open = direct.ByEndpoint();
        var (low, high) = (FirstAt(database, arguments.Since), FirstAt(database, arguments.Until));
        foreach (var application in next)
        {
            var endpoints = catalog.EndpointsOf(application.Id).Page(0, int.MaxValue, descending: false);
            result.AppStats.Add(new ApplicationCount(
                application.PublicId, application.Uid,
                endpoints.Sum(endpoint =>
                    Count(database, endpoint, low, high)
                    + DirectRows.Count(database, endpoint, [.. open[endpoint]], arguments.Since, arguments.Until))));
        }

        return job with { Cursor = next[^1].Id, Result = JobResult.Serialize(result) };
    }

    private static IEnumerable<Application> Wanted(Catalog catalog, Job job, StatsArguments arguments) =>
        arguments.Applications is { } ids
            ? ids.Distinct().Select(catalog.Application).OfType<Application>().Where(application => application.Organisation.Id == job.OrganisationId)
            : catalog.Organisation(job.OrganisationId) is { } organisation
                ? catalog.CustomerApplications(organisation)
                : [];

    /// <summary>Ended deliveries, and work that isn't one of them tried again.</summary>
    private static long Count(Database database, int endpoint, long low, long high)
    {
        var ended = database.Prepared("select count(*) from delivery indexed by delivery_ep where ep = ? and seq >= ? and seq < ?");
        var waiting = database.Prepared(
            "select count(*) from work w where w.ep = ? and w.seq >= ? and w.seq < ? "
            + "and not exists (select 1 from delivery d where d.seq = w.seq and d.ep = w.ep)");
        return (ended.Bind(endpoint).Bind(low).Bind(high).Scalar() ?? 0) + (waiting.Bind(endpoint).Bind(low).Bind(high).Scalar() ?? 0);
    }

    /// <summary>The first message that was accepted at or after a time.</summary>
    private static long FirstAt(Database database, long time) =>
        database.Prepared("select seq from message where seq > ? and at >= ? order by seq limit 1")
            .Bind(Positions.OfMessages(database, time, null).Low).Bind(time).Scalar() ?? long.MaxValue;
}

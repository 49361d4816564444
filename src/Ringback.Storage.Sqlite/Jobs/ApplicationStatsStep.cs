using Ringback.Core.Catalog;
using Ringback.Core.Jobs;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.History;

namespace Ringback.Storage.Sqlite.Jobs;

/// <summary>Counts the messages of the next applications, each one range of an index.</summary>
internal static class ApplicationStatsStep
{
    private const int Chunk = 100;

    public static Job Read(Database database, Catalog catalog, Job job)
    {
        var arguments = JobArguments.Stats(job);
        var result = JobResult.Applications(job.Result);
        var next = Wanted(catalog, job, arguments).Where(application => application.Id > job.Cursor)
            .OrderBy(static application => application.Id).Take(Chunk).ToList();
        if (next.Count == 0)
            return job with { Status = JobStatus.Finished, Result = JobResult.Of(result) };
        var (low, high) = (FirstAt(database, arguments.Since), FirstAt(database, arguments.Until));
        var count = database.Prepared("select count(*) from message indexed by message_app where app = ? and seq >= ? and seq < ?");
        foreach (var application in next)
            result.Applications.Add(new ApplicationCount(
                application.PublicId, application.Uid, count.Bind(application.Id).Bind(low).Bind(high).Scalar() ?? 0));
        return job with { Cursor = next[^1].Id, Result = JobResult.Of(result) };
    }

    private static IEnumerable<Application> Wanted(Catalog catalog, Job job, StatsArguments arguments) =>
        arguments.Applications is { } ids
            ? ids.Distinct().Select(catalog.Application).OfType<Application>().Where(application => application.Organisation.Id == job.OrganisationId)
            : catalog.Organisation(job.OrganisationId) is { } organisation
                ? catalog.Applications(organisation, ApplicationKind.Normal)
                : [];

    /// <summary>The first message that was accepted at or after a time.</summary>
    private static long FirstAt(Database database, long time) =>
        database.Prepared("select seq from message where seq > ? and at >= ? order by seq limit 1")
            .Bind(Positions.OfMessages(database, time, null).Low).Bind(time).Scalar() ?? long.MaxValue;
}

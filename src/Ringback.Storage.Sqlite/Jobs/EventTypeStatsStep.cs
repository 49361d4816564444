using System.Runtime.InteropServices;
using Ringback.Core.Catalog;
using Ringback.Core.Jobs;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Jobs;

/// <summary>Counts messages by event type, as far as the organisation's are kept.</summary>
internal static class EventTypeStatsStep
{
    private const int Chunk = 20_000;

    /// <value>Types told apart; an event type need not be registered, so anything may come.</value>
    private const int MostTypes = 10_000;

    public static Job Read(Database database, Catalog catalog, Job job)
    {
        var result = JobResult.EventTypes(job.Result);
        var rows = database.Prepared("select seq, app, type from message where seq > ? and at <= ? order by seq limit ?")
            .Bind(job.Cursor).Bind(job.CreatedAt).Bind(Chunk);
        var (cursor, seen) = (job.Cursor, 0);
        for (; rows.Step(); seen++)
        {
            cursor = rows.Int64(0);
            if (catalog.Application(rows.Int32(1))?.Organisation.Id != job.OrganisationId)
                continue;
            var type = rows.Text(2);
            if (result.EventTypes.Count >= MostTypes && !result.EventTypes.ContainsKey(type))
                continue;
            CollectionsMarshal.GetValueRefOrAddDefault(result.EventTypes, type, out _)++;
        }

        return job with
        {
            Cursor = cursor,
            Status = seen < Chunk ? JobStatus.Finished : JobStatus.Running,
            Result = JobResult.Of(result),
        };
    }
}

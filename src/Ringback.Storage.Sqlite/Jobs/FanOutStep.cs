using System.Globalization;
using System.Runtime.InteropServices;
using Ringback.Core.Jobs;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Jobs;

/// <summary>
/// Work for the next destinations of a message, in endpoint order. An application's fan-outs are expanded in the order of their messages,
/// one after the other, so that a FIFO lane sees that order; small ones share a step.
/// </summary>
internal static class FanOutStep
{
    /// <value>Of one step. Small, since what is added long before its time is carried through every collection until then.</value>
    private const int Destinations = 500;

    public static Job Take(WriteSession session, Job job)
    {
        if (Oldest(session, job.ApplicationId, 0) is { } oldest && oldest.Key != job.Key)
            return job;
        var room = Destinations;
        var result = Expand(session, job, ref room);
        for (var last = result; room > 0 && last.Status == JobStatus.Finished;)
        {
            if (Oldest(session, job.ApplicationId, last.Key) is not { } next)
                break;
            last = Expand(session, next, ref room);
            if (last.Status == JobStatus.Finished)
                JobRow.Delete(session.Database, last.Key);
            else
                JobRow.Update(session.Database, last);
        }

        return result;
    }

    private static Job? Oldest(WriteSession session, int application, long after) =>
        JobRow.First(session.Database.Prepared(
                $"select {JobRow.Columns} from job indexed by job_expanding where status = 0 and kind = 0 and app = ? and key > ? order by key limit 1")
            .Bind(application).Bind(after));

    private static Job Expand(WriteSession session, Job job, ref int room)
    {
        var matches = new List<int>();
        var more = false;
        var last = 0;
        if (session.Catalog.Application(job.ApplicationId) is not null
            && session.Messages.Find(long.Parse(job.Arguments, CultureInfo.InvariantCulture)) is { } message)
        {
            more = session.Routes.Of(job.ApplicationId).Match(message.EventType, message.Channels, (int)job.Cursor, room, matches);
            last = matches.Count > 0 ? matches[^1] : 0;
            room -= matches.Count;
            session.Routes.Of(job.ApplicationId).Filter(message, matches);
            var destinations = session.Messages.InsertWork(message, CollectionsMarshal.AsSpan(matches));
            if (destinations.Length > 0)
                session.AfterCommit(() => session.Intake.Offer(message, destinations));
        }

        if (more)
            return job with { Cursor = last };
        session.Messages.Expanding(job.ApplicationId, -1);
        return job with { Status = JobStatus.Finished };
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Route;

namespace Ringback.Core.Jobs;

/// <summary>
/// The rule of expanding: deliveries for the next destinations of a message, in endpoint order. An application's fan-outs are expanded in
/// the order of their messages, one after the other, so that a FIFO lane sees that order; small ones share a step.
/// </summary>
internal sealed class FanOut(
    IWriteBatch batch, IJobRows jobs, IAcceptRows rows, MessageAcceptance messages, FanOuts fanOuts, Catalog.Catalog catalog, RouteTable routes)
{
    /// <value>Of one step. Small, since what is added long before its time is carried through every collection until then.</value>
    public const int Destinations = 500;

    /// <summary>The job that expands a message.</summary>
    public static Job JobOf(Message message, Application application, Ksuid id) => new()
    {
        Id = id,
        Kind = JobKind.FanOut,
        OrganisationId = application.Organisation.Id,
        ApplicationId = application.Id,
        Arguments = message.Seq.ToString(CultureInfo.InvariantCulture),
        CreatedAt = message.AcceptedAt,
        UpdatedAt = message.AcceptedAt,
    };

    /// <summary>Takes a step of a fan-out, and of those behind it when there is room.</summary>
    /// <returns>The job as it is then; as it was while an older one of its application runs.</returns>
    public Job Step(Job job)
    {
        if (jobs.OldestFanOut(job.ApplicationId, 0) is { } oldest && oldest.Key != job.Key)
            return job;
        var room = Destinations;
        var result = Expand(job, ref room);
        for (var last = result; room > 0 && last.Status == JobStatus.Finished;)
        {
            if (jobs.OldestFanOut(job.ApplicationId, last.Key) is not { } next)
                break;
            last = Expand(next, ref room);
            JobSteps.Keep(jobs, last with { UpdatedAt = batch.Now });
        }

        return result;
    }

    /// <summary>A fan-out was given up: what follows it may go on.</summary>
    public void GiveUp(Job job) => fanOuts.Ended(job.ApplicationId);

    private Job Expand(Job job, ref int room)
    {
        var matches = new List<int>();
        var more = false;
        var last = 0;
        if (catalog.Application(job.ApplicationId) is not null
            && rows.FindMessage(long.Parse(job.Arguments, CultureInfo.InvariantCulture)) is { } message)
        {
            var application = routes.ForApplication(job.ApplicationId);
            (more, var operations) = application.Match(message.EventType, message.Channels, (int)job.Cursor, room, matches);
            last = matches.Count > 0 ? matches[^1] : 0;
            room -= matches.Count;
            application.Filter(message, matches, operations);
            var offered = messages.AddWork(message, CollectionsMarshal.AsSpan(matches));
            if (offered.Endpoints.Length > 0)
                rows.OfferAfterCommit(message, offered);
        }

        if (more)
            return job with { Cursor = last };
        fanOuts.Ended(job.ApplicationId);
        return job with { Status = JobStatus.Finished };
    }
}

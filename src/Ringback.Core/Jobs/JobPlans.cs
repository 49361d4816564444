using Ringback.Core.Deliver;
using Ringback.Core.History;

namespace Ringback.Core.Jobs;

/// <summary>What steps of jobs write, in the batch under way.</summary>
internal sealed record JobWrites(IReplayJobRows Replays, IPayloadRows Payloads);

/// <summary>The rule of a step that reads first: what it has to find is read beside the writer, whose thread only does what came of it.</summary>
internal sealed class JobPlans(Catalog.Catalog catalog, DirectDeliveries direct)
{
    /// <summary>Reads what the next step of a job is about; any job but a fan-out, which reads nothing.</summary>
    /// <returns>Does the step in the batch under way, and returns the job as it is then.</returns>
    public Func<JobWrites, Job, Job> Plan(IJobReads reads, Job job)
    {
        switch (job.Kind)
        {
            case JobKind.Recover or JobKind.ReplayMissing or JobKind.BulkReplay:
                var replay = ReplaySelection.FromJob(job, catalog)?.Plan(reads, direct, job.Cursor) ?? new ReplayPlan(0, [], job.Cursor, Done: true);
                return (writes, current) => Replay.Apply(writes.Replays, current, replay);
            case JobKind.ExpungeAll:
                var found = ExpungeStep.Find(reads, job);
                return (writes, current) => ExpungeStep.Apply(writes.Payloads, current, found);
            case JobKind.ApplicationStats:
                var counted = ApplicationStatsStep.Read(reads, catalog, direct, job);
                return (_, _) => counted;
            case JobKind.EventTypeStats:
                var listed = EventTypeStatsStep.Read(catalog, job);
                return (_, _) => listed;
            default:
                throw new ArgumentException($"There is no job of kind {job.Kind}.", nameof(job));
        }
    }
}

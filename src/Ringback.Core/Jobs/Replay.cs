namespace Ringback.Core.Jobs;

/// <summary>
/// The rule of a replay's step: which of the messages that were selected beside the writer get a delivery now. A recovered delivery leaves
/// history for work; a replayed one has its row there, which its outcome brings up to date.
/// </summary>
internal static class Replay
{
    public static Job Apply(IReplayJobRows rows, Job job, ReplayPlan plan)
    {
        var added = 0;
        foreach (var seq in plan.Seqs)
        {
            // It may have ended, or been recovered, since it was selected.
            var wanted = job.Kind switch
            {
                JobKind.Recover => rows.TryForgetFailed(plan.Endpoint, seq),
                JobKind.ReplayMissing => !rows.HasEnded(plan.Endpoint, seq),
                _ => true,
            };
            if (wanted && rows.TryPark(plan.Endpoint, seq))
                added++;
        }

        if (added > 0)
            rows.Remind(plan.Endpoint);
        return job with
        {
            Cursor = plan.Cursor,
            Status = plan.Done ? JobStatus.Finished : JobStatus.Running,
            Result = JobResult.Sent(JobResult.SentOf(job.Result) + added),
        };
    }
}

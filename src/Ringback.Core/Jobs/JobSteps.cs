
using Ringback.Core.Commit;

namespace Ringback.Core.Jobs;

/// <summary>The rule of a job's step: taken only while the job runs, its cursor moved in the same commit.</summary>
internal sealed class JobSteps(IWriteBatch batch, IJobRows rows)
{
    /// <summary>Takes a step in the batch under way.</summary>
    /// <param name="job">As who steps it knows it.</param>
    /// <param name="step">Does what the step is, and returns the job as it is then.</param>
    /// <returns>The job as it is now; finished when it is gone.</returns>
    public Job Take(Job job, Func<Job, Job> step)
    {
        var current = rows.Find(job.Key);
        if (current is not { Status: JobStatus.Running })
            return current ?? job with { Status = JobStatus.Finished };
        var next = step(current) with { UpdatedAt = batch.Now };
        Keep(rows, next);
        return next;
    }

    /// <summary>Takes a step that was planned beside the writer. Planned on another cursor than the job's, it was taken already.</summary>
    public Job TakePlanned(Job planned, Func<Job, Job> step) => Take(planned, job => job.Cursor == planned.Cursor ? step(job) : job);

    /// <summary>Ends a job whose step can't be done, with the reason as its result.</summary>
    public Job Fail(Job job, string reason, FanOut fanOuts) => Take(job, current =>
    {
        if (current.Kind == JobKind.FanOut)
            fanOuts.GiveUp(current);
        return current with { Status = JobStatus.Failed, Result = JobResult.Error(reason) };
    });

    /// <summary>Keeps how far a job is. A finished fan-out is of no interest to anyone: its deliveries are on record.</summary>
    public static void Keep(IJobRows rows, Job job)
    {
        if (job is { Kind: JobKind.FanOut, Status: JobStatus.Finished })
            rows.Remove(job.Key);
        else
            rows.Update(job);
    }
}

using Ringback.Core.History;

namespace Ringback.Core.Jobs;

/// <summary>The rule of expunging all of an application: the payloads of the messages that were accepted before the job was asked for.</summary>
internal static class ExpungeStep
{
    /// <value>Messages of one step.</value>
    public const int Most = 500;

    public static FoundMessages Find(IJobReads reads, Job job) => reads.FindPayloads(job.ApplicationId, job.CreatedAt + 1, job.Cursor, Most);

    public static Job Apply(IPayloadRows payloads, Job job, FoundMessages found)
    {
        foreach (var seq in found.Seqs)
            payloads.Expunge(seq);
        return job with
        {
            Cursor = found.Cursor,
            Status = found.Done ? JobStatus.Finished : JobStatus.Running,
            Result = JobResult.Purged(JobResult.PurgedOf(job.Result) + found.Seqs.Count),
        };
    }
}

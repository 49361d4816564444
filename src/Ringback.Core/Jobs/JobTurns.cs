namespace Ringback.Core.Jobs;

/// <summary>Which of the running jobs may take a step.</summary>
internal static class JobTurns
{
    /// <summary>All of them but a fan-out behind an older one of its application: it has to wait for it.</summary>
    /// <param name="running">In order of creation.</param>
    public static IEnumerable<Job> Runnable(IReadOnlyList<Job> running)
    {
        var expanding = new HashSet<int>();
        foreach (var job in running)
            if (job.Kind != JobKind.FanOut || expanding.Add(job.ApplicationId))
                yield return job;
    }

    /// <summary>Whether its steps give Deliver something to do.</summary>
    public static bool MakesWork(JobKind kind) => kind is JobKind.FanOut or JobKind.Recover or JobKind.ReplayMissing or JobKind.BulkReplay;
}

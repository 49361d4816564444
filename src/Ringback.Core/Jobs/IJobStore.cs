using Ringback.Core.Paging;

namespace Ringback.Core.Jobs;

/// <summary>Keeps jobs and takes their steps.</summary>
internal interface IJobStore
{
    /// <summary>Jobs not finished yet, in order of creation: the oldest <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<Job>> RunningAsync(int limit);

    /// <summary>
    /// Does the next step and moves the cursor, in one commit. Idempotent: a step lost in a crash is done again. A fan-out is left alone
    /// while an older one of its application runs.
    /// </summary>
    /// <returns>The job after the step.</returns>
    ValueTask<Job> StepAsync(Job job);

    /// <summary>Ends a job whose step can't be done, with the reason as its result.</summary>
    ValueTask FailAsync(Job job, string reason);

    /// <summary>Drops messages, deliveries, attempts and keys that are past their retention: one bounded step.</summary>
    /// <returns>Whether there is more to drop now.</returns>
    ValueTask<bool> RetainAsync(long now);

    /// <summary>A job of this organisation by its id, or null.</summary>
    ValueTask<Job?> FindAsync(int organisation, Ids.Ksuid id);

    /// <summary>The organisation's jobs that a caller asked for, by id. Iterators are their ids.</summary>
    ValueTask<HistoryPage<Job>> ListAsync(int organisation, JobKind? kind, JobStatus? status, PageRequest page);
}

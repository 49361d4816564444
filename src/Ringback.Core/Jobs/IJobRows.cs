namespace Ringback.Core.Jobs;

/// <summary>Jobs, in the batch under way. As <see cref="Accept.IAcceptRows"/>.</summary>
internal interface IJobRows
{
    Job? Find(long key);

    /// <summary>The oldest fan-out of an application that runs, behind a job's key; null when none does.</summary>
    Job? OldestFanOut(int application, long after);

    /// <summary>Adds a job, whose key is ignored.</summary>
    void Add(Job job);

    void Update(Job job);

    void Remove(long key);
}

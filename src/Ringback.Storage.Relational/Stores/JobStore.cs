using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Paging;
using Ringback.Core.Retain;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.History;
using Ringback.Storage.Relational.Jobs;
using Ringback.Storage.Relational.Writing;

namespace Ringback.Storage.Relational.Stores;

/// <summary>
/// Steps of jobs. What a step has to find is read beside the writer; the writer's thread only applies it, and moves the cursor in the
/// same commit.
/// </summary>
internal sealed class JobStore(Writer writer, IReaders readers, JobPlans plans, Retention retention) : IJobStore
{
    public ValueTask<IReadOnlyList<Job>> RunningAsync(int limit) =>
        readers.ReadAsync(database => (IReadOnlyList<Job>)JobRow.All(
            database.Prepared($"select {JobRow.Columns} from job indexed by job_running where status = 0 order by key limit ?").Bind(limit)));

    public async ValueTask<Job> StepAsync(Job job)
    {
        if (job.Kind == JobKind.FanOut)
            return await writer.WriteAsync(session => session.JobSteps.Take(job, session.FanOut.Step)).ConfigureAwait(false);
        var step = await readers.ReadAsync(database => plans.Plan(new JobReads(database), job)).ConfigureAwait(false);
        return await writer.WriteAsync(session => session.JobSteps.TakePlanned(job, current => step(session.JobWrites, current))).ConfigureAwait(false);
    }

    public async ValueTask FailAsync(Job job, string reason) =>
        await writer.WriteAsync(session => session.JobSteps.Fail(job, reason, session.FanOut)).ConfigureAwait(false);

    // How keys are kept is the store's own: no rule knows of it.
    public ValueTask<bool> RetainAsync(long now) => writer.WriteAsync(session => retention.Step(now) | session.Keys.Tidy(session, now));

    public ValueTask<Job?> FindAsync(int organisation, Ksuid id) =>
        readers.ReadAsync(database =>
            JobRow.First(database.Prepared($"select {JobRow.Columns} from job where ksuid = ?").Bind(id.ToBytes())) is { } job
            && job.OrganisationId == organisation && job.Kind != JobKind.FanOut ? job : null);

    public ValueTask<HistoryPage<Job>> ListAsync(int organisation, JobKind? kind, JobStatus? status, PageRequest page) =>
        readers.ReadAsync(database =>
        {
            var (compare, order) = page.ReadsDown ? ("<", "desc") : (">", "asc");
            var rows = database.Prepared(
                    $"select {JobRow.Columns} from job indexed by job_org where org = ?1 and kind <> 0 and ksuid {compare} ?2 "
                    + $"and (?3 is null or kind = ?3) and (?4 is null or status = ?4) order by ksuid {order} limit ?5")
                .Bind(organisation).Bind(page.Iterator?.ToBytes() ?? (page.ReadsDown ? Highest : Lowest))
                .Bind((long?)kind).Bind((long?)status).Bind(page.Limit + 1);
            var jobs = new PageRows<Job>(page, 0);
            Ksuid? first = null, last = null;
            for (var read = 0; rows.Step(); read++)
            {
                var job = JobRow.Read(rows);
                if (read == page.Limit || !jobs.TryAdd(job, PageRequest.RowBytes + job.Result.Length, job.Key))
                {
                    rows.Reset();
                    return jobs.ToPage(first, last, done: false);
                }

                last = job.Id;
                first ??= last;
            }

            return jobs.ToPage(first, last, done: true);
        });

    private static readonly byte[] Lowest = [0];
    private static readonly byte[] Highest = [.. Enumerable.Repeat((byte)255, Ksuid.Size + 1)];
}

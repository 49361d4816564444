using Ringback.Core.Jobs;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Jobs;

/// <inheritdoc cref="IJobRows"/>
internal sealed class JobRows(Database database) : IJobRows
{
    public Job? Find(long key) => JobRow.First(database.Prepared($"select {JobRow.Columns} from job where key = ?").Bind(key));

    public Job? OldestFanOut(int application, long after) =>
        JobRow.First(database.Prepared(
                $"select {JobRow.Columns} from job indexed by job_expanding where status = 0 and kind = 0 and app = ? and key > ? order by key limit 1")
            .Bind(application).Bind(after));

    /// <summary>How many fan-outs run, by application.</summary>
    public Dictionary<int, int> RunningFanOuts()
    {
        var running = new Dictionary<int, int>();
        var rows = database.Prepared("select app, count(*) from job where status = 0 and kind = 0 group by app");
        while (rows.Step())
            running[rows.Int32(0)] = rows.Int32(1);
        return running;
    }

    public void Add(Job job) =>
        database.Prepared(
                "insert into job (ksuid, kind, org, app, status, cursor, arguments, result, created, updated) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(job.Id.ToBytes()).Bind((int)job.Kind).Bind(job.OrganisationId).Bind(job.ApplicationId).Bind((int)job.Status)
            .Bind(job.Cursor).Bind(job.Arguments).Bind(job.Result).Bind(job.CreatedAt).Bind(job.UpdatedAt).Run();

    public void Update(Job job) =>
        database.Prepared("update job set status = ?, cursor = ?, result = ?, updated = ? where key = ?")
            .Bind((int)job.Status).Bind(job.Cursor).Bind(job.Result).Bind(job.UpdatedAt).Bind(job.Key).Run();

    public void Remove(long key) => database.Prepared("delete from job where key = ?").Bind(key).Run();
}

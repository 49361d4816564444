using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Jobs;

/// <summary>A job as its row has it.</summary>
internal static class JobRow
{
    public const string Columns = "key, ksuid, kind, org, app, status, cursor, arguments, result, created, updated";

    public static Job Read(Statement statement) => new()
    {
        Key = statement.Int64(0),
        Id = Ksuid.FromBytes(statement.Blob(1)),
        Kind = (JobKind)statement.Int32(2),
        OrganisationId = statement.Int32(3),
        ApplicationId = statement.Int32(4),
        Status = (JobStatus)statement.Int32(5),
        Cursor = statement.Int64(6),
        Arguments = statement.Text(7),
        Result = statement.Text(8),
        CreatedAt = statement.Int64(9),
        UpdatedAt = statement.Int64(10),
    };

    /// <summary>The job of a statement that finds at most one.</summary>
    public static Job? First(Statement statement)
    {
        if (!statement.Step())
            return null;
        var job = Read(statement);
        statement.Reset();
        return job;
    }

    public static List<Job> All(Statement statement)
    {
        var jobs = new List<Job>();
        while (statement.Step())
            jobs.Add(Read(statement));
        return jobs;
    }
}

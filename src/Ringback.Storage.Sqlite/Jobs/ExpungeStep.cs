using Ringback.Core.History;
using Ringback.Core.Jobs;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.History;

namespace Ringback.Storage.Sqlite.Jobs;

/// <summary>The next payloads of an application to be dropped: of all messages accepted before the job was asked for.</summary>
internal sealed record ExpungeStep(IReadOnlyList<long> Seqs, long Cursor, bool Done)
{
    private const int Chunk = 500;

    public static ExpungeStep Plan(Database database, Job job)
    {
        var range = Positions.OfMessages(database, null, job.CreatedAt + 1).And(new SeqRange(job.Cursor, long.MaxValue));
        var rows = database.Prepared(
                "select m.seq, m.payload is not null and m.at <= ?4, 0, 0, null from message m indexed by message_app "
                + "where m.app = ?1 and m.seq > ?2 and m.seq < ?3 order by m.seq")
            .Bind(job.ApplicationId).Bind(range.Low).Bind(range.High).Bind(job.CreatedAt);
        var scan = Scan.Read(rows, Chunk, Scan.Near);
        return new ExpungeStep(scan.Matches.ConvertAll(static match => match.Position), scan.Last ?? job.Cursor, scan.Done);
    }

    public static Job Apply(IPayloadRows payloads, Job job, ExpungeStep step)
    {
        foreach (var seq in step.Seqs)
            payloads.Expunge(seq);
        return job with
        {
            Cursor = step.Cursor,
            Status = step.Done ? JobStatus.Finished : JobStatus.Running,
            Result = JobResult.Purged(JobResult.PurgedOf(job.Result) + step.Seqs.Count),
        };
    }
}

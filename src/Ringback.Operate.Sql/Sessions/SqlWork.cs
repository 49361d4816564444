using Ringback.Core.Commit;
using Ringback.Core.Operate;

namespace Ringback.Operate.Sql.Sessions;

/// <summary>One message's statements, as part of a batch.</summary>
internal sealed class SqlWork(SqlPlan plan, SqlRun run) : CommitItem<SqlResult>
{
    public SqlPlan Plan => plan;

    public SqlRun Run => run;

    /// <value>What came of it, if the transaction is committed.</value>
    public SqlResult Result { get; set; }

    /// <value>Whether it was taken back because it needs more time than it had, and is to be run again in a session of its own.</value>
    public bool IsToMove { get; set; }

    /// <value>Whether there was no time for it, or it was taken back because of another run: it is run again with those that come next.</value>
    public bool IsPutBack { get; set; }

    public override int Bytes
    {
        get
        {
            var bytes = 256;
            foreach (var values in run.Values)
                foreach (var value in values)
                    bytes += value.Utf8.Length;
            return bytes;
        }
    }

    public override void Committed() => Complete(Result);
}

using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Record;

/// <summary>The last forced replay of an operation on a message, by which its retries and plain replays know whose marker to look for.</summary>
internal static class ForcedRuns
{
    /// <value>The run with which work begins that nobody forces, as an expression over <c>?1</c> (destination) and <c>?2</c> (seq).</value>
    public const string Current = "coalesce((select run from forced where seq = ?2 and ep = ?1), 0)";

    public static long Of(Database database, int operation, long seq) =>
        database.Prepared("select run from forced where seq = ? and ep = ?").Bind(seq).Bind(operation).Scalar() ?? 0;

    public static void Keep(Database database, int operation, long seq, long run) =>
        database.Prepared("insert into forced (seq, ep, run) values (?, ?, ?) on conflict do update set run = excluded.run")
            .Bind(seq).Bind(operation).Bind(run).Run();
}

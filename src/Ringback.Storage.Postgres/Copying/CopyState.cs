using Ringback.Core.Commit;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Copying;

/// <summary>
/// How far a copy is: a table of the target, written in the transactions of the rows, and dropped when all is copied and compared. While it
/// is there, no node opens the schema.
/// </summary>
internal sealed class CopyState
{
    public const string Table = "copying";

    private readonly PostgresDatabase _target;
    private readonly Dictionary<string, long> _done = new(StringComparer.Ordinal);

    private CopyState(PostgresDatabase target, long began) => (_target, Began) = (target, began);

    /// <value>When the copy began, Unix milliseconds.</value>
    public long Began { get; }

    /// <summary>Goes on with the copy that the target is of, or begins one.</summary>
    /// <param name="target">Owned by this process.</param>
    /// <param name="settings">Name the schema.</param>
    /// <param name="tables">Must be empty where a copy begins.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <exception cref="StoreUnavailableException">The target holds something else.</exception>
    public static CopyState Begin(PostgresDatabase target, PostgresSettings settings, IReadOnlyList<CopiedTable> tables, long now)
    {
        if (!IsThere(target, settings))
        {
            var used = tables.Where(table => target.Prepared($"select 1 from {table.Name} limit 1").Scalar() is not null).Select(static table => table.Name).ToList();
            if (used.Count > 0)
                throw new StoreUnavailableException(
                    $"The schema {settings.Schema} isn't empty: there are rows in {string.Join(", ", used)}. Copy into an empty schema: name another one with Search Path in the address, or drop this one.");
            target.Begin();
            target.Execute($"create table {Table} (done bigint not null, part text primary key)");
            target.Prepared($"insert into {Table} (part, done) values ('', ?)").Bind(now).Run();
            target.Commit();
        }

        var state = new CopyState(target, target.Prepared($"select done from {Table} where part = ''").Scalar() ?? now);
        var rows = target.Prepared($"select part, done from {Table} where part <> ''");
        while (rows.Step())
            state._done[rows.Text(0)] = rows.Int64(1);
        return state;
    }

    /// <exception cref="StoreUnavailableException">A copy into this schema has not ended.</exception>
    public static void RefuseUnfinished(Database database, PostgresSettings settings)
    {
        if (IsThere(database, settings))
            throw new StoreUnavailableException(
                $"A copy into the schema {settings.Schema} isn't finished. Run the same `ringback copy` again: it goes on where it was. To give it up, drop the schema.");
    }

    /// <summary>How many rows of a part have been copied.</summary>
    public long Done(CopyPart part) => _done.GetValueOrDefault(part.Name);

    /// <summary>Notes, in the transaction under way, how many rows of a part have been copied.</summary>
    public void Note(CopyPart part, long done)
    {
        _target.Prepared($"insert into {Table} (part, done) values (?, ?) on conflict (part) do update set done = excluded.done").Bind(part.Name).Bind(done).Run();
        _done[part.Name] = done;
    }

    /// <summary>Opens the schema for nodes, with the transaction under way.</summary>
    public void End() => _target.Execute($"drop table {Table}");

    private static bool IsThere(Database database, PostgresSettings settings) => database
        .Prepared($"select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = ? and c.relname = '{Table}'")
        .Bind(settings.Schema).Scalar() is not null;
}

using Ringback.Core.Commit;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Postgres.Owning;
using Ringback.Storage.Postgres.Schema;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Copying;

/// <summary>
/// Copies an installation from another database into an empty schema of PostgreSQL: each row as it is, with its numbers. A copy that ended
/// early goes on where it was: the rows of a transaction and how far it is are committed together.
/// </summary>
/// <param name="source">Nobody else writes to it, and its schema is up to date.</param>
/// <param name="clock">Says what time it is.</param>
/// <param name="report">Told as it goes on.</param>
internal sealed class PostgresCopy(Database source, TimeProvider clock, Action<CopyStep> report)
{
    /// <value>Rows and bytes of one transaction: short enough that the lease is renewed beside it.</value>
    private const int ChunkRows = 2000;
    private const int ChunkBytes = 4 << 20;

    /// <value>Rows that outlive a process; those that aren't named here belong to one kind of database.</value>
    private static readonly string[] Kept = ["seq", "aseq", "direct", "direct_since"];

    /// <returns>All tables compared; where one isn't the same, the copy has not ended, and no node opens it.</returns>
    /// <param name="connectionString">Of the target, as Npgsql takes it.</param>
    /// <param name="box">Has the installation's key.</param>
    /// <param name="ids">Names the session.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="StoreUnavailableException">The target can't be used, isn't empty, or a node uses it; the message says which.</exception>
    /// <exception cref="SecretBoxException">The target belongs to another key.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IReadOnlyList<TableComparison> Run(string connectionString, SecretBox box, IdSource ids, CancellationToken stop)
    {
        using var connections = new PostgresConnections(new PostgresSettings(connectionString, SessionName: $"ringback {ids.Next()}"));
        PostgresSchema.Migrate(connections, clock);
        using var lease = Take(connections, stop);
        using var target = connections.Open(SessionLimits.Writer);
        InstallationKey.Check(target, box);
        var tables = CopiedTable.All(target, connections.Settings.Schema);
        var state = CopyState.Begin(target, connections.Settings, tables, clock.GetUtcNow().ToUnixTimeMilliseconds());
        var parts = CopyPart.All(tables, state.Began);
        Copy(parts, target, lease, state, stop);
        var compared = Compare(parts, connections, stop);
        if (compared.All(static table => table.IsSame))
            End(tables, target, lease, state);
        return compared;
    }

    /// <summary>Waits as long as a process keeps the database that was killed a moment ago, and no longer.</summary>
    private static Lease Take(PostgresConnections connections, CancellationToken stop)
    {
        var owner = "another node";
        using var patience = new CancellationTokenSource(Lease.Length * 2, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        try
        {
            return Lease.Take(connections, NodeName.Own, TimeProvider.System, name => owner = name, either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"{owner} uses the schema {connections.Settings.Schema}. Stop all nodes of this store, then copy.");
        }
    }

    private void Copy(IReadOnlyList<CopyPart> parts, PostgresDatabase target, Lease lease, CopyState state, CancellationToken stop)
    {
        var total = parts.Sum(part => source.Prepared(part.Count).Scalar() ?? 0);
        var before = 0L;
        foreach (var part in parts)
        {
            var done = state.Done(part);
            using var rows = source.Prepare($"{part.Rows} limit ? offset ?");
            rows.Bind(long.MaxValue).Bind(done);
            using var copier = new RowCopier(target, part.Table);
            for (var isMore = true; isMore;)
            {
                stop.ThrowIfCancellationRequested();
                target.Begin();
                var (count, bytes) = (0, 0);
                while (count < ChunkRows && bytes < ChunkBytes && (isMore = rows.Step()))
                {
                    bytes += copier.Add(rows);
                    count++;
                }

                done += count;
                state.Note(part, done);
                Commit(target, lease);
                report(new CopyStep(CopyPhase.Copy, part.Name, before + done, total));
            }

            before += done;
        }
    }

    private IReadOnlyList<TableComparison> Compare(IReadOnlyList<CopyPart> parts, PostgresConnections connections, CancellationToken stop)
    {
        var total = 2 * parts.Sum(part => source.Prepared(part.Count).Scalar() ?? 0);
        var done = 0L;
        return new CopyComparer(source, connections, (name, more) => report(new CopyStep(CopyPhase.Compare, name, done += more, total))).Compare(parts, stop);
    }

    /// <summary>Sets what follows from the rows, and opens the schema for nodes.</summary>
    private void End(IReadOnlyList<CopiedTable> tables, PostgresDatabase target, Lease lease, CopyState state)
    {
        target.Begin();
        foreach (var key in Kept)
        {
            if (source.Prepared("select value from meta where key = ?").Bind(key).Scalar() is { } value)
                target.Prepared("insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value").Bind(key).Bind(value).Run();
        }

        foreach (var table in tables)
        {
            if (table.Identity is { } column)
                target.Prepared($"select setval(pg_get_serial_sequence('{table.Name}', '{column}'), (select coalesce(max({column}), 0) + 1 from {table.Name}), false)").Scalar();
            target.Execute($"analyze {table.Name}");
        }

        state.End();
        Commit(target, lease);
    }

    /// <summary>Commits what another node that took the database over meanwhile would not see. The lock is the last one, so that renewals don't wait for the rows.</summary>
    private static void Commit(PostgresDatabase target, Lease lease)
    {
        lease.Check(target.Prepared("select epoch from lease for update").Scalar());
        target.Commit();
    }
}

using System.Globalization;
using Npgsql;
using Ringback.Core.Operate;
using Ringback.Operate.Sql.Sessions;

namespace Ringback.Operate.Sql.Postgres;

/// <summary>The table of markers, by its schema and name, so that no other table can stand in its place.</summary>
internal sealed class PostgresMarkers
{
    /// <value>Marks an error of our own statements on the table, in <see cref="Exception.Data"/>.</value>
    private const string IsOfMarkers = "ringback_run";

    /// <value>How many commands <see cref="Restore"/> has.</value>
    public const int RestoreCommands = 5;

    private readonly string _table;
    private readonly string _prune;
    private readonly bool _canDelete;
    private readonly string _path;

    private PostgresMarkers(string schema, string path, bool canDelete)
    {
        var quoted = "\"" + schema.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        (_table, _prune, _path, _canDelete) = (quoted + ".ringback_run", quoted + ".ringback_prune", path + ", pg_temp", canDelete);
    }

    /// <summary>Looks for the table in a new session, and whether the role's rights let a statement reach what it must not.</summary>
    /// <param name="mayMake">Whether the table is made where any role is taken, and it is missing.</param>
    /// <returns>How the connection stands, and the markers if operations may run on it.</returns>
    public static (PostgresMarkers? Markers, ConnectionState State, string? Problem) Find(NpgsqlConnection connection, string name, SqlOptions options, bool mayMake)
    {
        var (state, problem) = PostgresRole.FindProblem(connection, name, options.MarkersKept);
        if (options.AnyRole)
        {
            // The role may do too much, or the table is still to be made: neither is in the way.
            problem = state == ConnectionState.Refused ? problem : null;
            state = ConnectionState.Usable;
            if (mayMake && !PostgresRole.HasTable(connection) && CannotMake(connection, name) is { } cannot)
                (state, problem) = (ConnectionState.Blocked, cannot);
        }

        if (state != ConnectionState.Usable)
            return (null, state, problem);
        using var where = new NpgsqlCommand(
            "select n.nspname::text, current_setting('search_path') from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
            + "where c.oid = to_regclass('ringback_run')", connection);
        using var found = where.ExecuteReader();
        return found.Read()
            ? (new PostgresMarkers(found.GetString(0), found.GetString(1), options.AnyRole), state, problem)
            : (null, mayMake ? ConnectionState.Blocked : state, mayMake ? $"The connection {name} has no table ringback_run." : problem);
    }

    private static string? CannotMake(NpgsqlConnection connection, string name)
    {
        using var make = new NpgsqlCommand(PostgresSetUp.TableOfOurOwn, connection);
        try
        {
            make.ExecuteNonQuery();
            return null;
        }
        catch (PostgresException refused) when (refused.SqlState is "42501" or "3F000")
        {
            // No right to create, or no schema to create it in.
            return $"The connection {name} has no table ringback_run, and its role may not create it ({refused.MessageText}). Run these statements as the owner of the database:\n{PostgresSetUp.TableOfOurOwn};";
        }
    }

    /// <summary>Whether our own statement on the table was refused because it is gone, changed, or not ours to use any more.</summary>
    public static bool AreGone(PostgresException refused) => refused.Data.Contains(IsOfMarkers) && refused.SqlState is "42P01" or "42703" or "42501" or "3F000";

    /// <summary>Sets the limits, and where names are looked for, until the transaction ends or a statement changes them.</summary>
    public NpgsqlBatchCommand Limits(Patience patience) => new(
        "select set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true), set_config('search_path', $3, true)")
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = Milliseconds(patience.StatementMs) },
            new NpgsqlParameter<string> { TypedValue = Milliseconds(patience.LockMs) },
            new NpgsqlParameter<string> { TypedValue = _path },
        },
    };

    /// <summary>
    /// Takes back what a run changed of its session, within the transaction that it shares: role, settings, cursors, what it knows of
    /// sequences, advisory locks. What a transaction holds (rows, its own advisory locks) is held until its end.
    /// </summary>
    public NpgsqlBatchCommand[] Restore(Patience patience)
    {
        var limits = Limits(patience);
        limits.CommandText += ", pg_advisory_unlock_all()";
        return
        [
            new NpgsqlBatchCommand("reset role"), new NpgsqlBatchCommand("reset all"), new NpgsqlBatchCommand("close all"),
            new NpgsqlBatchCommand("discard sequences"), limits,
        ];
    }

    /// <summary>A rollback gives settings back, and no advisory locks of the session.</summary>
    public static void Unlock(NpgsqlConnection connection)
    {
        using var unlock = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
        unlock.ExecuteNonQuery();
    }

    /// <summary>Sets the transaction's limits, and sorts out the runs that were done before: they have their result.</summary>
    public void FindMarkers(NpgsqlConnection connection, ReadOnlySpan<SqlWork> batch, List<SqlWork> fresh, Patience patience)
    {
        var messages = new string[batch.Length];
        var operations = new string[batch.Length];
        var runs = new long[batch.Length];
        for (var i = 0; i < batch.Length; i++)
            (messages[i], operations[i], runs[i]) = (batch[i].Run.Message, batch[i].Run.Operation, batch[i].Run.Run);
        var found = new Dictionary<(string, string, long), long[]>();
        using var look = new NpgsqlBatch(connection);
        look.BatchCommands.Add(Limits(patience));
        look.BatchCommands.Add(new NpgsqlBatchCommand(
            "select r.message, r.operation, r.run, r.statements from unnest($1, $2, $3) w (message, operation, run) "
            + $"join {_table} r on r.message = w.message and r.operation = w.operation and r.run = w.run")
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = messages },
                new NpgsqlParameter<string[]> { TypedValue = operations },
                new NpgsqlParameter<long[]> { TypedValue = runs },
            },
        });
        try
        {
            using var rows = look.ExecuteReader();
            rows.NextResult();
            while (rows.Read())
                found[(rows.GetString(0), rows.GetString(1), rows.GetInt64(2))] = Marker.Read(rows.GetString(3));
        }
        catch (PostgresException refused)
        {
            refused.Data[IsOfMarkers] = true;
            throw;
        }

        foreach (var work in batch)
        {
            if (found.TryGetValue((work.Run.Message, work.Run.Operation, work.Run.Run), out var before))
                work.Result = new SqlResult(SqlStatus.Done, before, Found: true, null);
            else
                fresh.Add(work);
        }
    }

    public void Put(NpgsqlConnection connection, List<SqlWork> works)
    {
        using var mark = new NpgsqlCommand(
            $"insert into {_table} (message, operation, run, rows_changed, statements) select * from unnest($1, $2, $3, $4, $5)", connection);
        mark.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. works.Select(static w => w.Run.Message)] });
        mark.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. works.Select(static w => w.Run.Operation)] });
        mark.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. works.Select(static w => w.Run.Run)] });
        mark.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. works.Select(static w => w.Result.Rows.Sum())] });
        mark.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. works.Select(static w => Marker.Write(w.Result.Rows))] });
        try
        {
            mark.ExecuteNonQuery();
        }
        catch (PostgresException refused)
        {
            refused.Data[IsOfMarkers] = true;
            throw;
        }
    }

    /// <summary>From now on the transaction doesn't wait for locks.</summary>
    public void HurryLocks(NpgsqlConnection connection)
    {
        using var hurry = new NpgsqlCommand("set local lock_timeout = 1", connection);
        hurry.ExecuteNonQuery();
    }

    /// <returns>How many were dropped; 0 when that isn't known.</returns>
    public int Prune(NpgsqlConnection connection, string before, int most)
    {
        if (!_canDelete)
        {
            using var ask = new NpgsqlCommand($"select {_prune}()", connection);
            // The function is the owner's: it may give something else.
            return ask.ExecuteScalar() is int dropped ? dropped : 0;
        }

        using var prune = new NpgsqlCommand($"delete from {_table} where ctid in (select ctid from {_table} where message < $1 limit $2)", connection);
        prune.Parameters.Add(new NpgsqlParameter<string> { TypedValue = before });
        prune.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        return prune.ExecuteNonQuery();
    }

    private static string Milliseconds(long value) => value.ToString(CultureInfo.InvariantCulture);
}

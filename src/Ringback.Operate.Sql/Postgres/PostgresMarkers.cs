using System.Globalization;
using Npgsql;
using Ringback.Core.Operate;

namespace Ringback.Operate.Sql.Postgres;

/// <summary>The table of markers, by its schema and name, so that no other table can stand in its place.</summary>
internal sealed class PostgresMarkers
{
    /// <value>Marks an error of our own statements on the table, in <see cref="Exception.Data"/>.</value>
    public const string IsOfMarkers = "ringback_run";

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
    /// <returns>Or why this connection can't be used, with the statements that mend it.</returns>
    public static (PostgresMarkers? Markers, string? Refused) Find(NpgsqlConnection connection, string name, SqlOptions options)
    {
        if (options.AnyRole)
        {
            using var make = new NpgsqlCommand(PostgresSetUp.TableOfOurOwn, connection);
            if (!PostgresRole.HasTable(connection))
                make.ExecuteNonQuery();
        }
        else if (PostgresRole.Problem(connection, name, options.MarkersKept) is { } problem)
        {
            return (null, problem);
        }

        using var where = new NpgsqlCommand(
            "select n.nspname::text, current_setting('search_path') from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
            + "where c.oid = to_regclass('ringback_run')", connection);
        using var found = where.ExecuteReader();
        return found.Read()
            ? (new PostgresMarkers(found.GetString(0), found.GetString(1), options.AnyRole), null)
            : (null, $"The connection {name} has no table ringback_run.");
    }

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

    /// <summary>Sets the transaction's limits, and sorts out the runs that were done before: they have their result.</summary>
    public void Look(NpgsqlConnection connection, ReadOnlySpan<SqlWork> batch, List<SqlWork> fresh, Patience patience)
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

    /// <returns>How many were dropped.</returns>
    public int Prune(NpgsqlConnection connection, string before, int most)
    {
        if (!_canDelete)
        {
            using var ask = new NpgsqlCommand($"select {_prune}()", connection);
            return (int)ask.ExecuteScalar()!;
        }

        using var prune = new NpgsqlCommand($"delete from {_table} where ctid in (select ctid from {_table} where message < $1 limit $2)", connection);
        prune.Parameters.Add(new NpgsqlParameter<string> { TypedValue = before });
        prune.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        return prune.ExecuteNonQuery();
    }

    private static string Milliseconds(long value) => value.ToString(CultureInfo.InvariantCulture);
}

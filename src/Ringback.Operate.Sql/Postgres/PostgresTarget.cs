using Npgsql;
using Ringback.Core.Operate;

namespace Ringback.Operate.Sql.Postgres;

/// <summary>
/// Operations on a PostgreSQL database. What waits goes together: one look for markers, all statements in one round trip, all markers in
/// one insert. When one of them is refused that is taken back, and each gets a savepoint of its own.
/// </summary>
internal sealed class PostgresTarget : SqlTarget
{
    private const string Savepoint = "ringback";

    private readonly string _address;
    private NpgsqlConnection? _connection;

    public PostgresTarget(NamedConnection connection, SqlOptions options, TimeProvider clock)
        : base(connection, options, clock) =>
        _address = PostgresAddress.ToConnectionString(connection, options.Timeout);

    public override void Commit(ReadOnlySpan<SqlWork> batch)
    {
        try
        {
            _connection ??= Open();
            var fresh = new List<SqlWork>(batch.Length);
            if (!TryTogether(_connection, batch, fresh))
                OneByOne(_connection, batch);
        }
        catch (Exception failure) when (PostgresFailure.IsOfConnection(failure))
        {
            Close();
            throw Unavailable(failure is PostgresException refused ? refused.MessageText : failure.Message, failure);
        }
        catch (PostgresException failure)
        {
            // At the commit: a constraint that waits until then. One of them is to blame.
            if (batch.Length > 1)
                throw;
            batch[0].Result = PostgresFailure.ToResult(failure);
        }
        catch (Exception failure) when (failure is not PostgresException)
        {
            // The connection is in no state to go on with: a new one may be.
            Close();
            throw Unavailable(failure.Message, failure);
        }
    }

    protected override int Prune(string before)
    {
        if (_connection is null)
            return 0;
        try
        {
            using var prune = new NpgsqlCommand(
                "delete from ringback_run where ctid in (select ctid from ringback_run where message < $1 limit $2)", _connection);
            prune.Parameters.Add(new NpgsqlParameter<string> { TypedValue = before });
            prune.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PruneChunk });
            return prune.ExecuteNonQuery();
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            // The next time will do, on a new connection if this one broke.
            if (failure is not PostgresException || PostgresFailure.IsOfConnection(failure))
                Close();
            return 0;
        }
    }

    protected override void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(_address);
        try
        {
            connection.Open();
            using (var settings = new NpgsqlCommand(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"set statement_timeout = {(long)Options.Timeout.TotalMilliseconds}"), connection))
                settings.ExecuteNonQuery();
            // Looked for first: making it takes a right that a role needs only once.
            using var exists = new NpgsqlCommand("select to_regclass('ringback_run') is not null", connection);
            if (exists.ExecuteScalar() is true)
                return connection;
            using var make = new NpgsqlCommand(
                """
                create table if not exists ringback_run (
                    message text collate "C" not null, operation text collate "C" not null, run bigint not null,
                    rows_changed bigint not null, statements text not null,
                    primary key (message, operation, run))
                """, connection);
            make.ExecuteNonQuery();
            return connection;
        }
        catch (PostgresException refused) when (!PostgresFailure.IsOfConnection(refused))
        {
            connection.Dispose();
            throw Unavailable($"the table ringback_run can't be made: {refused.MessageText}", refused);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <returns>False when a statement was refused: all of it is taken back.</returns>
    private static bool TryTogether(NpgsqlConnection connection, ReadOnlySpan<SqlWork> batch, List<SqlWork> fresh)
    {
        using var transaction = connection.BeginTransaction();
        FindMarkers(connection, batch, fresh);
        var ended = false;
        try
        {
            if (fresh.Count > 0)
            {
                RunAll(connection, fresh);
                Mark(connection, fresh);
            }

            // Refused, it is over as well.
            ended = true;
            transaction.Commit();
            return true;
        }
        catch (Exception refused) when (!PostgresFailure.IsOfConnection(refused))
        {
            if (!ended)
                transaction.Rollback();
            return false;
        }
    }

    private static void OneByOne(NpgsqlConnection connection, ReadOnlySpan<SqlWork> batch)
    {
        using var transaction = connection.BeginTransaction();
        var fresh = new List<SqlWork>(batch.Length);
        FindMarkers(connection, batch, fresh);
        var alone = new List<SqlWork>(1);
        foreach (var work in fresh)
        {
            transaction.Save(Savepoint);
            alone.Clear();
            alone.Add(work);
            try
            {
                RunAll(connection, alone);
                Mark(connection, alone);
                transaction.Release(Savepoint);
            }
            catch (Exception refused) when (!PostgresFailure.IsOfConnection(refused))
            {
                transaction.Rollback(Savepoint);
                work.Result = PostgresFailure.ToResult(refused);
            }
        }

        transaction.Commit();
    }

    /// <summary>Those that were done before have their result; the others are to be run.</summary>
    private static void FindMarkers(NpgsqlConnection connection, ReadOnlySpan<SqlWork> batch, List<SqlWork> fresh)
    {
        var messages = new string[batch.Length];
        var operations = new string[batch.Length];
        var runs = new long[batch.Length];
        for (var i = 0; i < batch.Length; i++)
            (messages[i], operations[i], runs[i]) = (batch[i].Run.Message, batch[i].Run.Operation, batch[i].Run.Run);
        var found = new Dictionary<(string, string, long), long[]>();
        using (var find = new NpgsqlCommand(
            "select r.message, r.operation, r.run, r.statements from unnest($1, $2, $3) w (message, operation, run) "
            + "join ringback_run r on r.message = w.message and r.operation = w.operation and r.run = w.run", connection))
        {
            find.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = messages });
            find.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = operations });
            find.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = runs });
            using var rows = find.ExecuteReader();
            while (rows.Read())
                found[(rows.GetString(0), rows.GetString(1), rows.GetInt64(2))] = Marker.Read(rows.GetString(3));
        }

        foreach (var work in batch)
        {
            if (found.TryGetValue((work.Run.Message, work.Run.Operation, work.Run.Run), out var before))
                work.Result = new SqlResult(SqlStatus.Done, before, Found: true, null);
            else
                fresh.Add(work);
        }
    }

    private static void RunAll(NpgsqlConnection connection, List<SqlWork> works)
    {
        using var batch = new NpgsqlBatch(connection);
        foreach (var work in works)
            for (var i = 0; i < work.Plan.Statements.Count; i++)
                batch.BatchCommands.Add(CommandOf(work.Plan.Statements[i], work.Run.Values[i]));
        batch.ExecuteNonQuery();
        var at = 0;
        foreach (var work in works)
        {
            var rows = new long[work.Plan.Statements.Count];
            for (var i = 0; i < rows.Length; i++)
            {
                var command = batch.BatchCommands[at++];
                rows[i] = command.StatementType == StatementType.Select ? 0 : (long)command.Rows;
            }

            work.Result = new SqlResult(SqlStatus.Done, rows, Found: false, null);
        }
    }

    private static void Mark(NpgsqlConnection connection, List<SqlWork> works)
    {
        using var mark = new NpgsqlCommand(
            "insert into ringback_run (message, operation, run, rows_changed, statements) select * from unnest($1, $2, $3, $4, $5)", connection);
        mark.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. works.Select(static w => w.Run.Message)] });
        mark.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. works.Select(static w => w.Run.Operation)] });
        mark.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. works.Select(static w => w.Run.Run)] });
        mark.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. works.Select(static w => w.Result.Rows.Sum())] });
        mark.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. works.Select(static w => Marker.Write(w.Result.Rows))] });
        mark.ExecuteNonQuery();
    }

    private static NpgsqlBatchCommand CommandOf(SqlCommand statement, SqlValue[] values)
    {
        var command = new NpgsqlBatchCommand(statement.Text);
        for (var i = 0; i < values.Length; i++)
            command.Parameters.Add(PostgresParameter.Of(statement.Names[i], values[i]));
        return command;
    }
}

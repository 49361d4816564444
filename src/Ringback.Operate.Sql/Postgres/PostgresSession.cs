using Npgsql;
using Ringback.Core.Operate;
using Ringback.Operate.Sql.Sessions;

namespace Ringback.Operate.Sql.Postgres;

/// <summary>
/// Operations of one organisation on a PostgreSQL database. What waits goes together: one look for markers, all statements in one round
/// trip, all markers in one insert. When one of them is refused that is taken back, and each gets a savepoint of its own.
/// </summary>
internal sealed class PostgresSession(NamedConnection connection, string address, SqlOptions options, Func<bool> isShared, ConnectionHealth health) : SqlSession(connection, options)
{
    private const string Savepoint = "ringback";

    /// <value>Beyond what the server is told: this much later the statement is cancelled from here.</value>
    private const int CancelAfterSeconds = 2;

    /// <value>What is taken back when runs have ended: all that a statement can change of its session, but Npgsql's prepared statements.</value>
    private const string Reset =
        "reset session authorization; reset all; close all; unlisten *; select pg_advisory_unlock_all(); discard sequences; discard temp";

    private NpgsqlConnection? _connection;
    private PostgresMarkers _markers = null!;
    private bool _isConnected;

    /// <value>Whether the next ones go one by one at once, since those before took too long together.</value>
    private bool _goOneByOne;

    /// <value>Which of many is run by itself.</value>
    private SqlWork? _running;

    /// <value>False also when Npgsql gave the connection up.</value>
    private bool IsOpen => _connection?.State == System.Data.ConnectionState.Open;

    /// <summary>Looks whether operations may run as the role, and lets go of the database.</summary>
    /// <exception cref="NpgsqlException">It can't be reached.</exception>
    public static (ConnectionState State, string? Problem, string? Warning) Check(NamedConnection connection, string address, SqlOptions options, bool isShared)
    {
        using var opened = Connect(address);
        var (_, state, problem) = PostgresMarkers.Find(opened, connection.Name, options, mayMake: false);
        return (state, problem, WarningOf(opened, connection, options, isShared));
    }

    public override void Commit(ReadOnlySpan<SqlWork> batch, Patience patience)
    {
        try
        {
            Transact(batch, patience, lookedAgain: false);
        }
        catch (PostgresException gone) when (PostgresMarkers.AreGone(gone))
        {
            // Somebody dropped or changed the table. A new session looks for it again, and makes it where that is allowed.
            Close();
            try
            {
                Transact(batch, patience, lookedAgain: true);
            }
            catch (PostgresException still) when (PostgresMarkers.AreGone(still))
            {
                Close();
                Block(batch, $"The table ringback_run of the connection {Connection.Name} can't be used: {still.MessageText}.");
            }
        }
    }

    public override void Clean()
    {
        if (_connection is null)
            return;
        try
        {
            using var reset = new NpgsqlCommand(Reset, _connection);
            reset.ExecuteNonQuery();
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            // A session that can't be cleaned isn't used again.
            Close();
        }
    }

    public override int Prune(string before)
    {
        if (_connection is null)
            return 0;
        try
        {
            return _markers.Prune(_connection, before, PruneChunk);
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            // It is tried again later, on a new connection if this one broke.
            if (failure is not PostgresException || PostgresFailure.IsOfConnection(failure))
                Close();
            return 0;
        }
    }

    public override void Close()
    {
        _connection?.Dispose();
        _connection = null;
        _isConnected = false;
    }

    private void Transact(ReadOnlySpan<SqlWork> batch, Patience patience, bool lookedAgain)
    {
        var started = Environment.TickCount64;
        try
        {
            if (!IsOpen)
                Close();
            if (_connection is null && !TryOpen(batch))
                return;
            var fresh = new List<SqlWork>(batch.Length);
            if ((_goOneByOne && batch.Length > 1) || !TryTogether(_connection!, batch, fresh, patience))
                OneByOne(_connection!, batch, patience, lookedAgain);
        }
        catch (Exception late) when (_connection is not null && PostgresFailure.IsTooLate(late))
        {
            // The server's own limit was lifted by a statement, or it doesn't answer: the session isn't used again.
            Close();
            _goOneByOne = batch.Length > 1;
            foreach (var work in batch)
            {
                var isToBlame = batch.Length == 1 || work == _running;
                (work.IsToMove, work.IsPutBack) = (isToBlame && !patience.IsFull, !isToBlame);
                work.Result = SqlResult.Failed(SqlStatus.TimedOut, "The statements took too long and were stopped.");
            }
        }
        catch (Exception ended) when (PostgresFailure.IsFromOutside(ended, _isConnected, Environment.TickCount64 - started, patience.StatementMs))
        {
            Close();
            foreach (var work in batch)
            {
                // Alone in a transaction it meets nobody who ends his own session.
                work.Result = PostgresFailure.Postponed(ended);
                (work.IsToMove, work.IsPutBack) = (!patience.IsFull, false);
            }
        }
        catch (Exception failure) when (PostgresFailure.IsOfConnection(failure))
        {
            var wasOpen = _connection is not null;
            Close();
            var reason = PostgresFailure.ReasonOf(failure);
            if (!wasOpen)
                health.Update(ConnectionState.Unreachable, reason);
            throw Unavailable(reason, failure);
        }
        catch (PostgresException failure) when (!PostgresMarkers.AreGone(failure))
        {
            // At the commit: a constraint that waits until then. One of them is to blame.
            if (batch.Length > 1)
                throw;
            batch[0].Result = PostgresFailure.ToResult(failure);
            batch[0].IsToMove = !patience.IsFull && PostgresFailure.IsOfTime(failure);
        }
        catch (Exception failure) when (failure is not PostgresException)
        {
            // The connection is in no state to go on with: a new one may be.
            Close();
            throw Unavailable(PostgresFailure.ReasonOf(failure), failure);
        }
    }

    /// <returns>False when no operation may run on it: then all of them have their result.</returns>
    private bool TryOpen(ReadOnlySpan<SqlWork> batch)
    {
        var opened = Connect(address);
        _isConnected = true;
        try
        {
            var (markers, state, problem) = PostgresMarkers.Find(opened, Connection.Name, Options, mayMake: true);
            if (markers is null)
            {
                opened.Dispose();
                if (state == ConnectionState.Blocked)
                    Block(batch, problem!);
                else
                    Refuse(batch, problem!);
                return false;
            }

            var warning = WarningOf(opened, Connection, Options, isShared());
            (_connection, _markers) = (opened, markers);
            health.Update(state, problem, warning);
            return true;
        }
        catch
        {
            if (_connection is null)
                opened.Dispose();
            throw;
        }
    }

    /// <summary>What is wrong, and keeps no run from being done.</summary>
    private static string? WarningOf(NpgsqlConnection opened, NamedConnection connection, SqlOptions options, bool isShared)
    {
        var reach = isShared ? PostgresReach.FindProblem(opened, connection.Name) : null;
        // Where any role is taken, Ringback drops the markers itself.
        var retention = options.AnyRole ? null : PostgresRetention.FindProblem(opened, connection.Name, options.MarkersKept);
        return reach is null || retention is null ? reach ?? retention : $"{reach}\n{retention}";
    }

    private void Refuse(ReadOnlySpan<SqlWork> batch, string problem)
    {
        health.Update(ConnectionState.Refused, problem);
        Fail(batch, SqlResult.Failed(SqlStatus.NoConnection, problem));
    }

    private void Block(ReadOnlySpan<SqlWork> batch, string problem)
    {
        health.Update(ConnectionState.Blocked, problem);
        Fail(batch, SqlResult.Failed(SqlStatus.Blocked, problem));
    }

    /// <exception cref="NpgsqlException">Whatever the reason is.</exception>
    private static NpgsqlConnection Connect(string address)
    {
        NpgsqlConnection? opened = null;
        try
        {
            opened = new NpgsqlConnection(address);
            opened.Open();
            return opened;
        }
        catch (Exception failure)
        {
            opened?.Dispose();
            if (failure is NpgsqlException)
                throw;
            throw PostgresFailure.OfOpening(failure);
        }
    }

    /// <returns>False when a statement was refused: all of it is taken back.</returns>
    private bool TryTogether(NpgsqlConnection connection, ReadOnlySpan<SqlWork> batch, List<SqlWork> fresh, Patience patience)
    {
        using var transaction = connection.BeginTransaction();
        _markers.FindMarkers(connection, batch, fresh, patience);
        var ended = false;
        try
        {
            if (fresh.Count > 0)
            {
                RunAll(connection, fresh, patience);
                if (fresh.Exists(static work => work.Result.Status != SqlStatus.Done))
                {
                    ended = true;
                    TakeBack(transaction);
                    return false;
                }

                _markers.Put(connection, fresh);
            }

            // Refused, it is over as well.
            ended = true;
            transaction.Commit();
            return true;
        }
        catch (PostgresException gone) when (PostgresMarkers.AreGone(gone))
        {
            throw;
        }
        catch (Exception refused) when (!PostgresFailure.IsOfConnection(refused))
        {
            if (!ended)
                TakeBack(transaction);
            return false;
        }
    }

    /// <summary>All of it, so that each run finds the session as a new one when it is run again.</summary>
    private static void TakeBack(NpgsqlTransaction transaction)
    {
        var connection = transaction.Connection!;
        transaction.Rollback();
        PostgresMarkers.Unlock(connection);
    }

    /// <param name="lookedAgain">The markers are there: who can't write one now has itself to blame.</param>
    private void OneByOne(NpgsqlConnection connection, ReadOnlySpan<SqlWork> batch, Patience patience, bool lookedAgain)
    {
        _running = null;
        using var transaction = connection.BeginTransaction();
        var fresh = new List<SqlWork>(batch.Length);
        _markers.FindMarkers(connection, batch, fresh, patience);
        var time = new SharedTime(patience);
        var left = patience;
        foreach (var work in fresh)
        {
            if (!time.Allows(work))
                continue;
            _running = work;
            var started = Environment.TickCount64;
            RunAlone(transaction, connection, work, left, lookedAgain);
            time.Spend(work, Environment.TickCount64 - started);
            if (!work.IsToMove)
                continue;
            // One wait for a lock is enough: the others of this transaction are moved at once.
            left = patience with { LockMs = 1 };
            _markers.HurryLocks(connection);
        }

        _running = null;
        transaction.Commit();
        _goOneByOne = time.IsOver;
    }

    /// <summary>In a savepoint of its own: it has its result then, or is to be moved.</summary>
    private void RunAlone(NpgsqlTransaction transaction, NpgsqlConnection connection, SqlWork work, Patience patience, bool lookedAgain)
    {
        var started = Environment.TickCount64;
        transaction.Save(Savepoint);
        try
        {
            RunAll(connection, [work], patience);
            if (work.Result.Status == SqlStatus.Done)
            {
                _markers.Put(connection, [work]);
                transaction.Release(Savepoint);
            }
            else
            {
                transaction.Rollback(Savepoint);
            }
        }
        catch (PostgresException gone) when (!lookedAgain && PostgresMarkers.AreGone(gone))
        {
            throw;
        }
        // Npgsql sends the savepoint along with the next command, and gives the connection up when it is refused: all of them share that.
        catch (Exception refused) when (!PostgresFailure.IsOfConnection(refused) && IsOpen)
        {
            transaction.Rollback(Savepoint);
            PostgresMarkers.Unlock(connection);
            work.Result = PostgresFailure.IsFromOutside(refused, wasConnected: true, Environment.TickCount64 - started, patience.StatementMs)
                ? PostgresFailure.Postponed(refused)
                : PostgresFailure.ToResult(refused);
            work.IsToMove = !patience.IsFull && PostgresFailure.IsOfTime(refused);
        }
    }

    private void RunAll(NpgsqlConnection connection, List<SqlWork> works, Patience patience)
    {
        using var batch = new NpgsqlBatch(connection);
        foreach (var work in works)
        {
            for (var i = 0; i < work.Plan.Statements.Count; i++)
                batch.BatchCommands.Add(CommandOf(work.Plan.Statements[i], work.Run.Values[i]));
            // The next run of the transaction, and what writes the markers, find the session as this one did.
            foreach (var command in _markers.Restore(patience))
                batch.BatchCommands.Add(command);
        }

        // Of one run: all of its statements. Many that take longer go one by one.
        var statements = works.Count == 1 ? works[0].Plan.Statements.Count : 2;
        batch.Timeout = (int)Math.Ceiling(statements * patience.StatementMs / 1000.0) + CancelAfterSeconds;
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

            at += PostgresMarkers.RestoreCommands;
            work.IsToMove = false;
            work.Result = work.Plan.Unexpected(rows) is { } unexpected
                ? SqlResult.Failed(SqlStatus.Constraint, unexpected)
                : new SqlResult(SqlStatus.Done, rows, Found: false, null);
        }
    }

    private static NpgsqlBatchCommand CommandOf(SqlCommand statement, SqlValue[] values)
    {
        var command = new NpgsqlBatchCommand(statement.Text);
        for (var i = 0; i < values.Length; i++)
            command.Parameters.Add(PostgresParameter.Create(statement.Names[i], values[i]));
        return command;
    }
}

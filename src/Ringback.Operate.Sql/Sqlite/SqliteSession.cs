using System.Text;
using Ringback.Core.Operate;
using Ringback.Operate.Sql.Sessions;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Operate.Sql.Sqlite;

/// <summary>Operations of one organisation on a SQLite file.</summary>
internal sealed class SqliteSession(NamedConnection connection, SqlOptions options, FileTurns turns, ConnectionHealth health) : SqlSession(connection, options)
{
    /// <value>A turn that took this long is followed by a rest.</value>
    private const long LongTurnMs = 100;

    private TargetConnection? _database;
    private long _rest;

    public override void Commit(ReadOnlySpan<SqlWork> batch, Patience patience)
    {
        turns.Enter();
        var started = Environment.TickCount64;
        try
        {
            try
            {
                Transact(batch, patience);
            }
            catch (MarkerTableException)
            {
                // The table of markers was dropped. It is made again when the file is opened.
                Close();
                Transact(batch, patience);
            }
        }
        catch (MarkerTableException gone)
        {
            // It was changed in a way that making it anew doesn't mend.
            Close();
            var problem = $"The connection {Connection.Name} can't be used until the owner of the database repairs it: {gone.Message}.";
            health.Update(ConnectionState.Blocked, problem);
            Fail(batch, SqlResult.Failed(SqlStatus.Blocked, problem));
        }
        finally
        {
            turns.Leave();
            var took = Environment.TickCount64 - started;
            _rest = patience.IsFull && took > LongTurnMs ? took : 0;
        }
    }

    /// <summary>After a long turn the other sessions have the file for as long.</summary>
    public override void Clean()
    {
        if (_rest > 0)
            turns.Rest(_rest);
        _rest = 0;
    }

    public override int Prune(string before)
    {
        turns.Enter();
        try
        {
            return _database is null ? 0
                : (int)_database.Prune.Bind(1, SqlValue.Text(Encoding.UTF8.GetBytes(before)))
                    .Bind(2, new SqlValue(SqlValueKind.Integer, PruneChunk, default)).RunBound();
        }
        catch (TargetException)
        {
            // Somebody else writes: it is done the next time.
            return 0;
        }
        finally
        {
            turns.Leave();
        }
    }

    public override void Close()
    {
        _database?.Dispose();
        _database = null;
    }

    private void Transact(ReadOnlySpan<SqlWork> batch, Patience patience)
    {
        SqlWork? running = null;
        try
        {
            if (_database?.HasMoved == true)
                Close();
            if (_database is null && !TryOpen(batch))
                return;

            _database!.Begin();
            var time = new SharedTime(patience);
            foreach (var work in batch)
            {
                if (!time.Allows(work))
                    continue;
                running = work;
                var started = Environment.TickCount64;
                work.Result = Run(_database, work, patience);
                time.Spend(work, Environment.TickCount64 - started);
            }

            running = null;
            if (_database.HasMoved)
                throw new TargetException(Native.CantOpen, "the file was moved away");
            _database.Commit();
        }
        catch (MarkerTableException)
        {
            _database?.Rollback();
            throw;
        }
        catch (TargetException failure)
        {
            var wasOpen = _database is not null;
            _database?.Rollback();
            if (failure.IsOfConnection)
            {
                if (!failure.IsBusy)
                {
                    Close();
                    if (!wasOpen)
                        health.Update(ConnectionState.Unreachable, failure.Message);
                }

                throw Unavailable(failure.Message, failure);
            }

            if (batch.Length > 1 && running is not null && failure.IsLate)
            {
                PutBackFor(running, batch, failure.ToResult());
                return;
            }

            // At the commit (a deferred foreign key), or the transaction is gone: one of them is to blame.
            if (batch.Length > 1)
                throw;
            batch[0].Result = failure.ToResult();
            batch[0].IsToMove = !patience.IsFull && failure.IsLate;
        }
        catch
        {
            // Whatever it was, no transaction stays open: it would hold the file, and the next one couldn't begin.
            _database?.Rollback();
            Close();
            throw;
        }
    }

    /// <summary>A statement out of time has ended the transaction: what belongs to its operation is moved, the others are run again.</summary>
    private static void PutBackFor(SqlWork late, ReadOnlySpan<SqlWork> batch, SqlResult result)
    {
        foreach (var work in batch)
        {
            work.IsToMove = work.Run.Operation == late.Run.Operation;
            work.IsPutBack = !work.IsToMove;
            if (work.IsToMove)
                work.Result = result;
        }
    }

    /// <returns>False when no operation may run on it: then all of them have their result.</returns>
    private bool TryOpen(ReadOnlySpan<SqlWork> batch)
    {
        var opened = TargetConnection.Open(Connection.Address);
        if (opened.IsOwn)
        {
            opened.Dispose();
            var problem = $"The connection {Connection.Name} is a database of Ringback itself, which operations must not use.";
            health.Update(ConnectionState.Refused, problem);
            Fail(batch, SqlResult.Failed(SqlStatus.NoConnection, problem));
            return false;
        }

        _database = opened;
        health.Update(ConnectionState.Usable, null);
        return true;
    }

    private static SqlResult Run(TargetConnection database, SqlWork work, Patience patience)
    {
        var run = work.Run;
        work.IsToMove = false;
        var (message, operation) = (SqlValue.Text(Encoding.UTF8.GetBytes(run.Message)), SqlValue.Text(Encoding.UTF8.GetBytes(run.Operation)));
        var number = new SqlValue(SqlValueKind.Integer, run.Run, default);
        if (database.FindMarker(message, operation, number) is { } before)
            return new SqlResult(SqlStatus.Done, Marker.Read(before), Found: true, null);
        database.Save.Run();
        try
        {
            var rows = new long[work.Plan.Statements.Count];
            for (var i = 0; i < rows.Length; i++)
                rows[i] = database.Run(work.Plan.Statements[i], run.Values[i], patience.StatementMs);
            if (work.Plan.Unexpected(rows) is { } unexpected)
            {
                database.Undo.Run();
                database.Release.Run();
                return SqlResult.Failed(SqlStatus.Constraint, unexpected);
            }

            database.PutMarker(message, operation, number, rows);
            database.Release.Run();
            return new SqlResult(SqlStatus.Done, rows, Found: false, null);
        }
        catch (TargetException failure) when (!failure.IsOfConnection && database.InTransaction)
        {
            database.Undo.Run();
            database.Release.Run();
            work.IsToMove = !patience.IsFull && failure.IsLate;
            return failure.ToResult();
        }
    }
}

using System.Text;
using Ringback.Core.Operate;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Operate.Sql.Sqlite;

/// <summary>Operations on a SQLite file.</summary>
internal sealed class SqliteTarget(NamedConnection connection, SqlOptions options, TimeProvider clock) : SqlTarget(connection, options, clock)
{
    private TargetConnection? _database;

    public override void Commit(ReadOnlySpan<SqlWork> batch)
    {
        try
        {
            if (_database?.HasMoved == true)
                Close();
            _database ??= TargetConnection.Open(Connection.Address);
            if (_database.IsOwn)
            {
                Close();
                Fail(batch, SqlResult.Failed(SqlStatus.NoConnection, $"The connection {Connection.Name} is a database of Ringback's own: operations may not touch it."));
                return;
            }

            _database.Begin();
            foreach (var work in batch)
                work.Result = Run(_database, work);
            if (_database.HasMoved)
                throw new TargetException(Native.CantOpen, "the file was moved away");
            _database.Commit();
        }
        catch (TargetException failure)
        {
            _database?.Rollback();
            if (failure.IsOfConnection)
            {
                if (!failure.IsBusy)
                    Close();
                throw Unavailable(failure.Message, failure);
            }

            // At the commit (a deferred foreign key), or the transaction is gone (a statement out of time): one of them is to blame.
            if (batch.Length > 1)
                throw;
            batch[0].Result = failure.ToResult();
        }
    }

    protected override int Prune(string before)
    {
        try
        {
            return _database is null ? 0
                : (int)_database.Prune.Bind(1, SqlValue.Text(Encoding.UTF8.GetBytes(before)))
                    .Bind(2, new SqlValue(SqlValueKind.Integer, PruneChunk, default)).RunBound();
        }
        catch (TargetException)
        {
            // Somebody else writes: the next time will do.
            return 0;
        }
    }

    protected override void Close()
    {
        _database?.Dispose();
        _database = null;
    }

    private SqlResult Run(TargetConnection database, SqlWork work)
    {
        var run = work.Run;
        var (message, operation) = (SqlValue.Text(Encoding.UTF8.GetBytes(run.Message)), SqlValue.Text(Encoding.UTF8.GetBytes(run.Operation)));
        var number = new SqlValue(SqlValueKind.Integer, run.Run, default);
        if (database.Find.Bind(1, message).Bind(2, operation).Bind(3, number).Find())
        {
            var before = Marker.Read(database.Find.Text(0));
            database.Find.Reset();
            return new SqlResult(SqlStatus.Done, before, Found: true, null);
        }

        database.Find.Reset();
        database.Save.Run();
        try
        {
            var rows = new long[work.Plan.Statements.Count];
            for (var i = 0; i < rows.Length; i++)
                rows[i] = database.Run(work.Plan.Statements[i], run.Values[i], (long)Options.Timeout.TotalMilliseconds);
            database.Mark.Bind(1, message).Bind(2, operation).Bind(3, number)
                .Bind(4, new SqlValue(SqlValueKind.Integer, rows.Sum(), default)).Bind(5, SqlValue.Text(Encoding.UTF8.GetBytes(Marker.Write(rows))));
            database.Mark.RunBound();
            database.Release.Run();
            return new SqlResult(SqlStatus.Done, rows, Found: false, null);
        }
        catch (TargetException failure) when (!failure.IsOfConnection && database.InTransaction)
        {
            database.Undo.Run();
            database.Release.Run();
            return failure.ToResult();
        }
    }
}

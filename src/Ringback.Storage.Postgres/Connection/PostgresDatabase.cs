using System.Data;
using System.Globalization;
using Npgsql;
using Ringback.Core.Commit;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>
/// PostgreSQL, through one session at a time. Not thread-safe. Its statements outlive the session: when it has ended, <see cref="Open"/>
/// begins another one. What returns nothing isn't sent by itself where it can wait: the begin of a transaction, a savepoint and held rows
/// go with the next statement, in the same round trip; a transaction without any isn't sent at all.
/// </summary>
internal sealed class PostgresDatabase : Database
{
    private readonly PostgresConnections _connections;
    private readonly SessionLimits _limits;
    private readonly HeldRows _held;
    private readonly TransactionState _transaction = new();
    private NpgsqlConnection? _connection;
    private NpgsqlBatch? _batch;
    private NpgsqlBatchCommand? _prelude;
    private int _changes;

    public PostgresDatabase(PostgresConnections connections, SessionLimits limits)
    {
        (_connections, _limits) = (connections, limits);
        _held = new HeldRows(Flush);
    }

    public override int Changes => _changes;

    /// <value>Whether there is no session: none was opened, or it has ended, with all that wasn't committed.</value>
    public bool IsBroken => _connection is not { FullState: ConnectionState.Open };

    public bool InTransaction => _transaction.IsOpen;

    /// <value>What the server calls its sessions (application_name).</value>
    public string SessionName => _connections.Settings.SessionName;

    /// <value>How often the database has answered.</value>
    public long RoundTrips { get; private set; }

    /// <value>The number of the session, the first is 1.</value>
    public int Session { get; private set; }

    /// <value>The server's process, by which a session can be ended (<c>pg_terminate_backend</c>); 0 without one.</value>
    public int ProcessId => _connection?.ProcessID ?? 0;

    /// <summary>Begins a session unless there is one. What the last one had not committed is forgotten.</summary>
    /// <exception cref="StoreUnavailableException">There can't be one at the moment.</exception>
    public void Open()
    {
        if (!IsBroken)
            return;
        Close();
        (_connection, _prelude) = _connections.Connect(_limits);
        _batch = new NpgsqlBatch(_connection);
        Session++;
    }

    public override Statement Prepare(string sql)
    {
        if (TransactionState.ControlOf(sql) != TransactionControl.None)
            throw new NotSupportedException($"A transaction isn't begun or ended by a statement, but by Begin, Commit, RollBack and Execute: {sql}");
        return new PostgresStatement(this, SqlTranslation.Translate(sql));
    }

    public override Statement PrepareMany(ManyRows rows) => new RowsStatement(_held, rows);

    public override void Begin() => Begin("begin");

    /// <summary>Begins a transaction that only reads, and sees what was committed when its first statement began.</summary>
    public void BeginReading() => Begin("begin isolation level repeatable read, read only");

    /// <summary>Sends what is held and commits, in one round trip. When the session ends meanwhile, nobody knows whether it was committed.</summary>
    public void Commit()
    {
        if (_transaction.HasFailed)
            throw new InvalidOperationException("A statement of the transaction failed: it can only be rolled back.");
        if (!_transaction.IsUnsent || !_held.IsEmpty)
            Send(new NpgsqlBatchCommand("commit"));
        _transaction.End();
    }

    /// <summary>Takes back what was done since the begin. Where the session has ended, there is nothing left of it.</summary>
    public void RollBack()
    {
        _held.Clear();
        var isSent = _transaction.IsOpen && !_transaction.IsUnsent && !IsBroken;
        _transaction.End();
        if (isSent)
            Send(new NpgsqlBatchCommand("rollback"));
    }

    /// <summary>Sends the rows that are held.</summary>
    public void Flush()
    {
        if (!_held.IsEmpty)
            Send(null);
    }

    /// <summary>Runs statements one after the other, in one round trip. Each must return rows, through which it is then stepped.</summary>
    public void RunTogether(params ReadOnlySpan<PostgresStatement> statements)
    {
        var commands = Commands();
        var withPrelude = AddUnsent(commands);
        foreach (var statement in statements)
            commands.Add(statement.ToCommand());
        try
        {
            using var reader = _batch!.ExecuteReader();
            if (withPrelude)
                reader.NextResult();
            foreach (var statement in statements)
            {
                statement.Read(reader);
                reader.NextResult();
            }

            RoundTrips++;
        }
        catch (Exception failure)
        {
            foreach (var statement in statements)
                statement.Reset();
            throw Failed(failure);
        }
        finally
        {
            Sent(commands);
        }
    }

    public override void Execute(string script)
    {
        switch (TransactionState.ControlOf(script))
        {
            case TransactionControl.Begin:
                Begin();
                break;
            case TransactionControl.Commit:
                Commit();
                break;
            case TransactionControl.RollBack:
                RollBack();
                break;
            case TransactionControl.Savepoint:
                // Rows held before it must not be taken back with what comes behind it.
                Flush();
                _transaction.Unsent.Add(new NpgsqlBatchCommand(script));
                break;
            case TransactionControl.Release when _transaction.HasUnsentSavepoint && _held.IsEmpty:
                _transaction.DropUnsentSavepoint();
                break;
            case TransactionControl.RollBackTo:
                RollBackTo(script);
                break;
            case TransactionControl.None when script.Contains(';', StringComparison.Ordinal):
                ExecuteMany(script);
                break;
            default:
                Send(new NpgsqlBatchCommand(script));
                break;
        }
    }

    // A function of the schema: the same text does in a FROM with an alias and in one without.
    public override string Numbers(int parameter) => string.Create(CultureInfo.InvariantCulture, $"numbers(?{parameter})");

    public override void Dispose() => Close();

    /// <summary>Sends what waits and a command, in one round trip.</summary>
    /// <param name="command">Null: what waits alone.</param>
    /// <param name="statement">Takes over the rows that the command returns.</param>
    internal void Send(NpgsqlBatchCommand? command, PostgresStatement? statement = null)
    {
        var commands = Commands();
        var withPrelude = AddUnsent(commands);
        if (command is not null)
            commands.Add(command);
        try
        {
            using var reader = _batch!.ExecuteReader();
            if (withPrelude)
                reader.NextResult();
            statement?.Read(reader);
            // The error of a later command is thrown at the step to its result.
            while (reader.NextResult())
            {
            }

            RoundTrips++;
            _changes = command?.RecordsAffected is > 0 and var changed ? changed : 0;
        }
        catch (Exception failure)
        {
            throw Failed(failure);
        }
        finally
        {
            Sent(commands);
        }
    }

    private void Begin(string begin)
    {
        if (_transaction.IsOpen)
            throw new InvalidOperationException("The connection is in a transaction already.");
        // Rows held outside of a transaction aren't a part of it.
        Flush();
        _transaction.Begin(new NpgsqlBatchCommand(begin));
    }

    private void RollBackTo(string script)
    {
        // All of them were held since the savepoint.
        _held.Clear();
        if (_transaction.HasUnsentSavepoint)
        {
            _transaction.DropUnsentSavepoint();
            return;
        }

        foreach (var part in script.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            _transaction.Unsent.Add(new NpgsqlBatchCommand(part));
        Send(null);
        _transaction.HasFailed = false;
    }

    private void ExecuteMany(string script)
    {
        if (_transaction.Unsent.Count > 0 || !_held.IsEmpty)
            Send(null);
        using var command = new NpgsqlCommand(script, _connection);
        try
        {
            command.ExecuteNonQuery();
            RoundTrips++;
        }
        catch (Exception failure)
        {
            throw Failed(failure);
        }
    }

    /// <exception cref="StoreUnavailableException">There is no session.</exception>
    private NpgsqlBatchCommandCollection Commands() =>
        IsBroken ? throw new StoreUnavailableException("The connection to PostgreSQL has ended. Ringback connects again.") : _batch!.BatchCommands;

    /// <summary>Adds what waits.</summary>
    /// <returns>Whether the prelude is among it, which returns a row.</returns>
    private bool AddUnsent(NpgsqlBatchCommandCollection commands)
    {
        var unsent = _transaction.Unsent;
        // At the begin of a transaction; a statement without one is one of its own.
        var withPrelude = _prelude is not null && (!_transaction.IsOpen || _transaction.IsUnsent);
        var first = withPrelude && _transaction.IsOpen ? 1 : 0;
        for (var i = 0; i < unsent.Count; i++)
            commands.Add(unsent[i]);
        if (withPrelude)
            commands.Insert(first, _prelude!);
        _held.AddTo(commands, Session);
        return withPrelude;
    }

    private void Sent(NpgsqlBatchCommandCollection commands)
    {
        _transaction.Unsent.Clear();
        _held.Clear();
        commands.Clear();
    }

    private Exception Failed(Exception failure)
    {
        _transaction.HasFailed = _transaction.IsOpen;
        return SessionFailure.Translate(failure, IsBroken);
    }

    private void Close()
    {
        _held.Clear();
        _transaction.End();
        _batch?.Dispose();
        _connection?.Dispose();
        (_batch, _connection) = (null, null);
    }
}

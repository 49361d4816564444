using Npgsql;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>
/// A statement on its connection. The first step runs it and takes over all its rows, so that statements of one connection can be read in
/// turn: what is asked for has a limit. PostgreSQL prepares what is run a second time.
/// </summary>
internal sealed class PostgresStatement(PostgresDatabase database, SqlTranslation sql) : Statement
{
    private readonly PostgresParameters _parameters = new(sql);
    private readonly PostgresRows _rows = new();

    // The row that is read; before the first one: whether it has been run.
    private int _row = -1;
    private bool _hasRun;

    public override Statement Bind(long value) => Bind((long?)value);

    public override Statement Bind(long? value)
    {
        Restart();
        _parameters.Add(value);
        return this;
    }

    public override Statement Bind(ReadOnlySpan<byte> value)
    {
        Restart();
        _parameters.Add(value.ToArray());
        return this;
    }

    public override Statement Bind(string? value)
    {
        Restart();
        _parameters.Add(value);
        return this;
    }

    public override Statement BindNull()
    {
        Restart();
        _parameters.AddNull();
        return this;
    }

    public override Statement BindNumbers(IEnumerable<long> values)
    {
        Restart();
        _parameters.Add(values as long[] ?? [.. values]);
        return this;
    }

    /// <summary>Binds a list of blobs, for <c>any(?)</c>.</summary>
    public PostgresStatement BindBlobs(byte[][] values)
    {
        Restart();
        _parameters.Add(values);
        return this;
    }

    public override bool Step()
    {
        if (!_hasRun)
            Send();
        if (++_row < _rows.Count)
            return true;
        Reset();
        return false;
    }

    public override void Run()
    {
        Send();
        Reset();
    }

    public override void Reset()
    {
        _parameters.Restart();
        _rows.Clear();
        _row = -1;
        _hasRun = false;
    }

    public override bool IsNull(int column) => _rows.IsNull(_row, column);

    public override long Int64(int column) => _rows.Int64(_row, column);

    public override string Text(int column) => _rows.Text(_row, column);

    public override ReadOnlySpan<byte> Blob(int column) => _rows.Blob(_row, column);

    public override int Length(int column) => _rows.Length(_row, column);

    public override void Dispose() => Reset();

    internal NpgsqlBatchCommand ToCommand() => _parameters.ToCommand(database.Session);

    /// <summary>Takes over the rows, to be stepped through.</summary>
    internal void Read(NpgsqlDataReader reader)
    {
        _rows.Read(reader);
        _hasRun = true;
    }

    private void Send()
    {
        try
        {
            database.Send(ToCommand(), this);
        }
        catch
        {
            Reset();
            throw;
        }
    }

    /// <summary>Binding after a step begins at the first parameter.</summary>
    private void Restart()
    {
        if (_hasRun)
            Reset();
    }
}

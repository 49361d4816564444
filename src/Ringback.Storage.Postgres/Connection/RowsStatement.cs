using Npgsql;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>A write of which a batch runs many: a run holds its row, and all rows held are sent together (see <see cref="HeldRows"/>).</summary>
internal sealed class RowsStatement : Statement
{
    private readonly HeldRows _held;
    private readonly HeldValue[] _row;
    private readonly HeldColumn[] _columns;
    private readonly string _text;
    private NpgsqlBatchCommand? _command;
    private int _session;
    private int _bound;

    public RowsStatement(HeldRows held, ManyRows rows)
    {
        (_held, Rows) = (held, rows);
        _row = new HeldValue[rows.Columns.Count];
        _columns = [.. rows.Columns.Select(static column => HeldColumn.Create(column.Type))];
        _text = RowsText.Write(rows);
    }

    public ManyRows Rows { get; }

    /// <value>Rows that are held.</value>
    public int Count { get; private set; }

    public override Statement Bind(long value) => Put(RowsType.Number, new HeldValue(false, value, null));

    public override Statement Bind(long? value) => Put(RowsType.Number, new HeldValue(value is null, value ?? 0, null));

    public override Statement Bind(ReadOnlySpan<byte> value) => Put(RowsType.Bytes, new HeldValue(false, 0, value.ToArray()));

    public override Statement Bind(string? value) =>
        Put(RowsType.Text, new HeldValue(value is null, 0, value is null ? null : TextEscape.Escape(value)));

    public override Statement BindNull() => Put(null, new HeldValue(true, 0, null));

    public override Statement BindNumbers(IEnumerable<long> values) => throw new NotSupportedException("A row holds no list.");

    /// <summary>Holds the row.</summary>
    public override void Run()
    {
        if (_bound != _row.Length)
            throw new InvalidOperationException($"A row of {Rows.Table} has {_row.Length} values, of which {_bound} are bound.");
        _bound = 0;
        var bytes = 0;
        foreach (ref readonly var value in _row.AsSpan())
            bytes += value.Bytes;
        _held.BeforeAdd(this, Key(), bytes);
        for (var i = 0; i < _row.Length; i++)
            _columns[i].Add(_row[i]);
        Count++;
    }

    public override void Reset() => _bound = 0;

    /// <summary>The write, to all rows that are held.</summary>
    /// <param name="session">The number of the session that it is for: a command knows what is prepared in one.</param>
    public NpgsqlBatchCommand ToCommand(int session)
    {
        foreach (var column in _columns)
            column.GiveValues();
        if (_command is not null && _session == session)
            return _command;
        // A parameter is of one command only.
        _command?.Parameters.Clear();
        _session = session;
        _command = new NpgsqlBatchCommand(_text);
        foreach (var column in _columns)
            _command.Parameters.Add(column.Parameter);
        return _command;
    }

    /// <summary>Forgets the rows: they are sent, or taken back.</summary>
    public void Clear()
    {
        Count = 0;
        foreach (var column in _columns)
            column.Clear();
    }

    public override bool Step() => throw ReturnsNothing();

    public override bool IsNull(int column) => throw ReturnsNothing();

    public override long Int64(int column) => throw ReturnsNothing();

    public override string Text(int column) => throw ReturnsNothing();

    public override ReadOnlySpan<byte> Blob(int column) => throw ReturnsNothing();

    public override int Length(int column) => throw ReturnsNothing();

    public override void Dispose()
    {
        // Rows that are held belong to the transaction, not to the statement.
    }

    private ulong? Key()
    {
        if (Rows.Key == 0)
            return null;
        var key = 0xcbf29ce484222325;
        for (var i = 0; i < Rows.Key; i++)
            key = _row[i].Fingerprint(key);
        return key;
    }

    private RowsStatement Put(RowsType? type, in HeldValue value)
    {
        if (_bound == _row.Length)
            throw new InvalidOperationException($"A row of {Rows.Table} has no more than {_row.Length} values.");
        if (type is { } given && given != Rows.Columns[_bound].Type)
            throw new InvalidOperationException($"{Rows.Table}.{Rows.Columns[_bound].Name} holds {Rows.Columns[_bound].Type}, not {given}.");
        _row[_bound++] = value;
        return this;
    }

    private static NotSupportedException ReturnsNothing() => new("A write to many rows returns nothing.");
}

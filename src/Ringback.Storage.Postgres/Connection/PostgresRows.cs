using System.Globalization;
using System.Text;
using Npgsql;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>All rows of a result, in memory: while they are read, another statement of the same connection can be run.</summary>
internal sealed class PostgresRows
{
    /// <value>Cells that are kept for the next result.</value>
    private const int Kept = 1 << 14;

    private Cell[] _cells = [];
    private Kind[] _kinds = [];

    public int Columns { get; private set; }

    public int Count { get; private set; }

    public void Read(NpgsqlDataReader reader)
    {
        Columns = reader.FieldCount;
        if (_kinds.Length < Columns)
            _kinds = new Kind[Columns];
        for (var column = 0; column < Columns; column++)
            _kinds[column] = KindOf(reader.GetDataTypeOID(column));
        while (reader.Read())
        {
            var from = Count++ * Columns;
            if (from + Columns > _cells.Length)
                Array.Resize(ref _cells, Math.Max(from + Columns, Math.Max(16, _cells.Length * 2)));
            for (var column = 0; column < Columns; column++)
                _cells[from + column] = reader.IsDBNull(column) ? default : Read(reader, column, _kinds[column]);
        }
    }

    public void Clear()
    {
        if (_cells.Length > Kept)
            _cells = [];
        else
            Array.Clear(_cells, 0, Count * Columns);
        (Count, Columns) = (0, 0);
    }

    public bool IsNull(int row, int column) => At(row, column).Kind == Kind.Null;

    public long Int64(int row, int column) => At(row, column) switch
    {
        { Kind: Kind.Number } cell => cell.Number,
        { Kind: Kind.Text } cell => long.TryParse((string)cell.Value!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0,
        _ => 0,
    };

    public string Text(int row, int column) => At(row, column) switch
    {
        { Kind: Kind.Text } cell => TextEscape.Unescape((string)cell.Value!),
        { Kind: Kind.Bytes } cell => Encoding.UTF8.GetString((byte[])cell.Value!),
        { Kind: Kind.Number } cell => cell.Number.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };

    public ReadOnlySpan<byte> Blob(int row, int column) => At(row, column) switch
    {
        { Kind: Kind.Bytes } cell => (byte[])cell.Value!,
        { Kind: Kind.Null } => default,
        _ => Encoding.UTF8.GetBytes(Text(row, column)),
    };

    public int Length(int row, int column) => At(row, column) switch
    {
        { Kind: Kind.Bytes } cell => ((byte[])cell.Value!).Length,
        { Kind: Kind.Null } => 0,
        _ => Encoding.UTF8.GetByteCount(Text(row, column)),
    };

    private ref readonly Cell At(int row, int column)
    {
        if ((uint)row >= (uint)Count || (uint)column >= (uint)Columns)
            throw new InvalidOperationException($"There is no column {column} in row {row}: the result has {Columns} columns and {Count} rows.");
        return ref _cells[row * Columns + column];
    }

    private static Cell Read(NpgsqlDataReader reader, int column, Kind kind) => kind switch
    {
        Kind.Number => new Cell(Kind.Number, reader.GetInt64(column), null),
        Kind.Condition => new Cell(Kind.Number, reader.GetBoolean(column) ? 1 : 0, null),
        Kind.Decimal => new Cell(Kind.Number, (long)reader.GetDecimal(column), null),
        Kind.Bytes => new Cell(Kind.Bytes, 0, reader.GetFieldValue<byte[]>(column)),
        Kind.Nothing => default,
        _ => new Cell(Kind.Text, 0, reader.GetString(column)),
    };

    /// <summary>What the types are by their numbers, which PostgreSQL never changes (pg_type.dat).</summary>
    private static Kind KindOf(uint type) => type switch
    {
        20 or 21 or 23 => Kind.Number,
        16 => Kind.Condition,
        1700 => Kind.Decimal,
        17 => Kind.Bytes,
        19 or 25 or 705 or 1042 or 1043 => Kind.Text,
        2278 => Kind.Nothing,
        _ => throw new NotSupportedException($"A result has a column of PostgreSQL's type {type}: cast it to bigint, text or bytea."),
    };

    private enum Kind : byte
    {
        Null,
        Number,
        Condition,
        Decimal,
        Text,
        Bytes,

        /// <summary>What a function returns that returns nothing.</summary>
        Nothing,
    }

    private readonly record struct Cell(Kind Kind, long Number, object? Value);
}

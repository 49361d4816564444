using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Copying;

/// <summary>How many rows there are, and the sum of their hashes: the same for the same rows in any order.</summary>
internal sealed class RowSum(IReadOnlyList<RowsColumn> columns) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Rows { get; private set; }

    /// <value>Of the first 8 bytes of each row's SHA-256.</value>
    public ulong Sum { get; private set; }

    /// <param name="row">At a row with the columns.</param>
    public void Add(Statement row)
    {
        for (var i = 0; i < columns.Count; i++)
            AddValue(row, i);
        Span<byte> hash = stackalloc byte[32];
        _hash.GetHashAndReset(hash);
        Sum = unchecked(Sum + BinaryPrimitives.ReadUInt64LittleEndian(hash));
        Rows++;
    }

    public void Dispose() => _hash.Dispose();

    /// <summary>Adds the type and length before the value, so that no two rows are the same bytes.</summary>
    private void AddValue(Statement row, int column)
    {
        var type = columns[column].Type;
        if (row.IsNull(column))
        {
            AddHead(0xff, 0);
        }
        else if (type == RowsType.Number)
        {
            AddHead((byte)type, row.Int64(column));
        }
        else
        {
            var bytes = type == RowsType.Text ? Encoding.UTF8.GetBytes(row.Text(column)) : row.Blob(column);
            AddHead((byte)type, bytes.Length);
            _hash.AppendData(bytes);
        }
    }

    private void AddHead(byte type, long number)
    {
        Span<byte> head = stackalloc byte[9];
        head[0] = type;
        BinaryPrimitives.WriteInt64LittleEndian(head[1..], number);
        _hash.AppendData(head);
    }
}

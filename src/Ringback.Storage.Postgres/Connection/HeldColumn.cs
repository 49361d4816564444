using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>The values that one column has in the rows that are held, as a parameter. The list is used again for the next rows.</summary>
internal abstract class HeldColumn
{
    /// <value>Values that a list keeps room for.</value>
    protected const int Kept = 4096;

    public abstract NpgsqlParameter Parameter { get; }

    /// <summary>
    /// Gives the parameter its values once more. It keeps the lengths that it worked out for a write that was cut off, and would write no more
    /// of the next rows than those (Npgsql forgets them when a write has ended, or a value is given).
    /// </summary>
    public abstract void GiveValues();

    public static HeldColumn Create(RowsType type) => type switch
    {
        RowsType.Number => new Numbers(),
        RowsType.Text => new Texts(),
        _ => new Blobs(),
    };

    public abstract void Add(in HeldValue value);

    public abstract void Clear();

    private sealed class Numbers : HeldColumn
    {
        private readonly List<long?> _values = [];

        private readonly NpgsqlParameter<List<long?>> _parameter = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

        public override NpgsqlParameter Parameter => _parameter;

        public override void GiveValues() => _parameter.TypedValue = _values;

        public override void Add(in HeldValue value) => _values.Add(value.IsNull ? null : value.Number);

        public override void Clear() => Empty(_values);
    }

    private sealed class Texts : HeldColumn
    {
        private readonly List<string?> _values = [];

        private readonly NpgsqlParameter<List<string?>> _parameter = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

        public override NpgsqlParameter Parameter => _parameter;

        public override void GiveValues() => _parameter.TypedValue = _values;

        public override void Add(in HeldValue value) => _values.Add((string?)value.Content);

        public override void Clear() => Empty(_values);
    }

    private sealed class Blobs : HeldColumn
    {
        private readonly List<byte[]?> _values = [];

        private readonly NpgsqlParameter<List<byte[]?>> _parameter = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };

        public override NpgsqlParameter Parameter => _parameter;

        public override void GiveValues() => _parameter.TypedValue = _values;

        public override void Add(in HeldValue value) => _values.Add((byte[]?)value.Content);

        public override void Clear() => Empty(_values);
    }

    private static void Empty<T>(List<T> values)
    {
        values.Clear();
        if (values.Capacity > Kept)
            values.Capacity = Kept;
    }
}

/// <summary>One value of a row: a number, a text (escaped), bytes, or null.</summary>
internal readonly record struct HeldValue(bool IsNull, long Number, object? Content)
{
    public int Bytes => Content switch
    {
        string text => text.Length,
        byte[] bytes => bytes.Length,
        _ => 0,
    };

    /// <summary>A number made of a key's values (FNV-1a): equal keys have equal numbers.</summary>
    public ulong Fingerprint(ulong before)
    {
        var number = Number;
        return Content switch
        {
            string text => Mix(before, MemoryMarshal.AsBytes(text.AsSpan())),
            byte[] bytes => Mix(before, bytes),
            _ => Mix(before, MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in number))),
        };
    }

    private static ulong Mix(ulong state, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
            state = (state ^ value) * 0x100000001b3;
        return state;
    }
}

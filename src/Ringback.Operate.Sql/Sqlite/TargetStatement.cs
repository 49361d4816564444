using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using Ringback.Core.Json;
using Ringback.Core.Operate;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Operate.Sql.Sqlite;

/// <summary>A statement of an operation, or of our own, compiled once for its connection.</summary>
internal sealed unsafe class TargetStatement(TargetConnection connection, nint handle) : IDisposable
{
    private string[]? _names;
    private int[] _places = [];

    /// <summary>Binds values by their names, and runs it to its end.</summary>
    /// <returns>Rows changed; 0 of one that only reads.</returns>
    /// <exception cref="TargetException">SQLite refused.</exception>
    public long Run(string[] names, SqlValue[] values)
    {
        // Two operations may have the same text.
        if (!ReferenceEquals(names, _names))
            (_places, _names) = (PlacesOf(names), names);
        for (var i = 0; i < _places.Length; i++)
            Bind(i + 1, values[_places[i]]);
        return RunBound();
    }

    /// <summary>Runs it with the parameters that were bound.</summary>
    public long RunBound()
    {
        try
        {
            int code;
            while ((code = Native.Step(handle)) == Native.Row)
            {
            }

            if (code != Native.Done)
                throw connection.ErrorOf(code);
            return Native.IsReadOnly(handle) != 0 ? 0 : connection.Changes;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs one of our own without parameters.</summary>
    public void Run() => RunBound();

    /// <summary>Moves to the first row of one of our own, whose parameters were bound; to be reset.</summary>
    public bool Find()
    {
        var code = Native.Step(handle);
        return code == Native.Row || (code == Native.Done ? false : throw connection.ErrorOf(code));
    }

    public TargetStatement Bind(int place, SqlValue value)
    {
        var code = value.Kind switch
        {
            SqlValueKind.Null => Native.BindNull(handle, place),
            SqlValueKind.Integer or SqlValueKind.Boolean => Native.BindInt64(handle, place, value.Integer),
            SqlValueKind.Decimal => BindDecimal(place, value),
            var kind => BindBytes(place, value.Utf8.Span, kind == SqlValueKind.Text),
        };
        return code == Native.Ok ? this : throw connection.ErrorOf(code);
    }

    public long Int64(int column) => Native.ColumnInt64(handle, column);

    public string Text(int column) => Marshal.PtrToStringUTF8(Native.ColumnText(handle, column)) ?? "";

    public void Reset() => _ = Native.Reset(handle);

    public void Dispose() => _ = Native.Complete(handle);

    /// <summary>SQLite has no decimals: a fraction is a double if that says the same. Other numbers, and whole ones beyond 64 bits, stay their digits.</summary>
    private int BindDecimal(int place, SqlValue value)
    {
        var digits = value.Utf8.Span;
        Span<byte> written = stackalloc byte[32];
        return digits.IndexOfAny(".eE"u8) >= 0 && Utf8Parser.TryParse(digits, out double number, out _)
            && number.TryFormat(written, out var length, "R", CultureInfo.InvariantCulture) && NumberText.AreSame(digits, written[..length])
            ? Native.BindDouble(handle, place, number == 0 ? 0 : number)
            : BindBytes(place, digits, text: true);
    }

    private int BindBytes(int place, ReadOnlySpan<byte> bytes, bool text)
    {
        // A null pointer would bind NULL: what is empty points somewhere all the same.
        byte nothing = 0;
        fixed (byte* given = bytes)
        {
            var start = given is null ? &nothing : given;
            return text
                ? Native.BindText(handle, place, start, bytes.Length, Native.Transient)
                : Native.BindBlob(handle, place, start, bytes.Length, Native.Transient);
        }
    }

    /// <summary>Which value belongs to each of the statement's parameters.</summary>
    private int[] PlacesOf(string[] names)
    {
        var places = new int[Native.ParameterCount(handle)];
        for (var i = 0; i < places.Length; i++)
        {
            var written = Marshal.PtrToStringUTF8(Native.ParameterName(handle, i + 1));
            var at = written is null ? -1 : Array.IndexOf(names, written[1..]);
            if (at < 0)
                throw new TargetException(1, string.Create(CultureInfo.InvariantCulture, $"the parameter {written ?? $"?{i + 1}"} isn't one of the operation's parameters"));
            places[i] = at;
        }

        return places;
    }
}

using System.Text;

namespace Ringback.Storage.Sqlite.Connection;

/// <summary>
/// A prepared statement on its connection: bind by position (from 1), step, read by position (from 0). The hot path prepares once and
/// binds spans, which ADO.NET's parameters don't allow without boxing.
/// </summary>
internal sealed unsafe class Statement(Database database, nint handle) : IDisposable
{
    private int _bound;
    private bool _disposed;

    /// <summary>Binds the next parameter; the first call after a step starts at 1 again.</summary>
    public Statement Bind(long value)
    {
        database.Check(Native.BindInt64(handle, ++_bound, value));
        return this;
    }

    public Statement Bind(long? value) => value is { } given ? Bind(given) : BindNull();

    public Statement Bind(ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
        {
            database.Check(value.IsEmpty
                ? Native.BindZeroBlob(handle, ++_bound, 0)
                : Native.BindBlob(handle, ++_bound, bytes, value.Length, Native.Transient));
        }

        return this;
    }

    public Statement Bind(string? value)
    {
        if (value is null)
            return BindNull();
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> text = most <= 1024 ? stackalloc byte[1024] : new byte[most];
        var used = Encoding.UTF8.GetBytes(value, text);
        fixed (byte* bytes = text)
            database.Check(Native.BindText(handle, ++_bound, bytes, used, Native.Transient));
        return this;
    }

    public Statement BindNull()
    {
        database.Check(Native.BindNull(handle, ++_bound));
        return this;
    }

    /// <summary>Moves to the next row.</summary>
    /// <returns>Whether there is one; when not, the statement is ready to be bound again.</returns>
    public bool Step()
    {
        var code = Native.Step(handle);
        if (code == Native.Row)
            return true;
        Reset();
        if (code != Native.Done)
            database.Check(code);
        return false;
    }

    /// <summary>Runs a statement that returns no row.</summary>
    public void Run()
    {
        if (Step())
            Reset();
    }

    /// <summary>The first column of the first row, or null.</summary>
    public long? Scalar()
    {
        if (!Step())
            return null;
        var value = IsNull(0) ? (long?)null : Int64(0);
        Reset();
        return value;
    }

    /// <summary>Ends reading before the last row.</summary>
    public void Reset()
    {
        _bound = 0;
        _ = Native.Reset(handle);
    }

    public bool IsNull(int column) => Native.ColumnType(handle, column) == Native.TypeNull;

    public long Int64(int column) => Native.ColumnInt64(handle, column);

    public int Int32(int column) => (int)Native.ColumnInt64(handle, column);

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    public string Text(int column)
    {
        // The text first: its length is of the form that the call before asked for.
        var text = (byte*)Native.ColumnText(handle, column);
        return text is null ? "" : Encoding.UTF8.GetString(text, Native.ColumnBytes(handle, column));
    }

    /// <summary>The bytes of a text or blob.</summary>
    public int Length(int column) => Native.ColumnBytes(handle, column);

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The bytes of a column: valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column)
    {
        var blob = (byte*)Native.ColumnBlob(handle, column);
        return blob is null ? [] : new ReadOnlySpan<byte>(blob, Native.ColumnBytes(handle, column));
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _ = Native.Complete(handle);
    }
}

using System.Text;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Sqlite.Connection;

/// <summary>
/// A prepared statement on its connection: bind by position (from 1), step, read by position (from 0). The hot path prepares once and
/// binds spans, which ADO.NET's parameters don't allow without boxing.
/// </summary>
internal sealed unsafe class SqliteStatement(SqliteDatabase database, nint handle) : Statement
{
    private int _bound;
    private bool _disposed;

    public override Statement Bind(long value)
    {
        database.Check(Native.BindInt64(handle, ++_bound, value));
        return this;
    }

    public override Statement Bind(long? value) => value is { } given ? Bind(given) : BindNull();

    public override Statement Bind(ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
        {
            database.Check(value.IsEmpty
                ? Native.BindZeroBlob(handle, ++_bound, 0)
                : Native.BindBlob(handle, ++_bound, bytes, value.Length, Native.Transient));
        }

        return this;
    }

    public override Statement Bind(string? value)
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

    public override Statement BindNull()
    {
        database.Check(Native.BindNull(handle, ++_bound));
        return this;
    }

    public override Statement BindNumbers(IEnumerable<long> values) => Bind($"[{string.Join(',', values)}]");

    public override bool Step()
    {
        var code = Native.Step(handle);
        if (code == Native.Row)
            return true;
        Reset();
        if (code != Native.Done)
            database.Check(code);
        return false;
    }

    public override void Run()
    {
        if (Step())
            Reset();
    }

    public override void Reset()
    {
        _bound = 0;
        _ = Native.Reset(handle);
    }

    public override bool IsNull(int column) => Native.ColumnType(handle, column) == Native.TypeNull;

    public override long Int64(int column) => Native.ColumnInt64(handle, column);

    public override string Text(int column)
    {
        // The text first: its length is of the form that the call before asked for.
        var text = (byte*)Native.ColumnText(handle, column);
        return text is null ? "" : Encoding.UTF8.GetString(text, Native.ColumnBytes(handle, column));
    }

    public override int Length(int column) => Native.ColumnBytes(handle, column);

    public override ReadOnlySpan<byte> Blob(int column)
    {
        var blob = (byte*)Native.ColumnBlob(handle, column);
        return blob is null ? [] : new ReadOnlySpan<byte>(blob, Native.ColumnBytes(handle, column));
    }

    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _ = Native.Complete(handle);
    }
}

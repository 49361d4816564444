using SQLitePCL;

namespace Ringback.Storage.Sqlite.Connection;

/// <summary>
/// A prepared statement on its connection: bind by position (from 1), step, read by position (from 0). The hot path prepares once and
/// binds spans, which ADO.NET's parameters don't allow without boxing.
/// </summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    private int _bound;

    /// <summary>Binds the next parameter; the first call after a step starts at 1 again.</summary>
    public Statement Bind(long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, ++_bound, value));
        return this;
    }

    public Statement Bind(long? value) => value is { } given ? Bind(given) : BindNull();

    public Statement Bind(ReadOnlySpan<byte> value)
    {
        database.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, ++_bound, 0) : raw.sqlite3_bind_blob(handle, ++_bound, value));
        return this;
    }

    public Statement Bind(string? value)
    {
        if (value is null)
            return BindNull();
        database.Check(raw.sqlite3_bind_text(handle, ++_bound, value));
        return this;
    }

    public Statement BindNull()
    {
        database.Check(raw.sqlite3_bind_null(handle, ++_bound));
        return this;
    }

    /// <summary>Moves to the next row.</summary>
    /// <returns>Whether there is one; when not, the statement is ready to be bound again.</returns>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        Reset();
        if (code != raw.SQLITE_DONE)
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
        _ = raw.sqlite3_reset(handle);
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int32(int column) => raw.sqlite3_column_int(handle, column);

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The bytes of a column: valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public void Dispose() => handle.Dispose();
}

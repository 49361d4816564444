namespace Ringback.Storage.Relational.Connection;

/// <summary>
/// A prepared statement on its connection: bind by position (from 1), step, read by position (from 0). Binding after a step starts at 1 again.
/// </summary>
internal abstract class Statement : IDisposable
{
    /// <summary>Binds the next parameter.</summary>
    public abstract Statement Bind(long value);

    /// <inheritdoc cref="Bind(long)"/>
    public abstract Statement Bind(long? value);

    /// <inheritdoc cref="Bind(long)"/>
    public abstract Statement Bind(ReadOnlySpan<byte> value);

    /// <inheritdoc cref="Bind(long)"/>
    public abstract Statement Bind(string? value);

    /// <summary>Binds no bytes: null.</summary>
    public abstract Statement BindNull();

    /// <summary>Binds a list, for <see cref="Database.Numbers"/>.</summary>
    public abstract Statement BindNumbers(IEnumerable<long> values);

    /// <summary>Moves to the next row.</summary>
    /// <returns>Whether there is one; when not, the statement is ready to be bound again.</returns>
    public abstract bool Step();

    /// <summary>Runs a statement that returns no row.</summary>
    public abstract void Run();

    /// <summary>Ends reading before the last row.</summary>
    public abstract void Reset();

    public abstract bool IsNull(int column);

    /// <summary>A whole number; of a condition 1 or 0; 0 where there is none.</summary>
    public abstract long Int64(int column);

    /// <value>"" where there is none.</value>
    public abstract string Text(int column);

    /// <summary>The bytes of a column, none where there are none: valid until the next step.</summary>
    public abstract ReadOnlySpan<byte> Blob(int column);

    /// <summary>The bytes of a text or blob.</summary>
    public abstract int Length(int column);

    public int Int32(int column) => (int)Int64(column);

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The first column of the first row, or null.</summary>
    public long? Scalar()
    {
        if (!Step())
            return null;
        var value = NullableInt64(0);
        Reset();
        return value;
    }

    public abstract void Dispose();
}

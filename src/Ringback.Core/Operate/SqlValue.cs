using System.Buffers.Text;

namespace Ringback.Core.Operate;

internal enum SqlValueKind
{
    Null = 0,
    Integer = 1,

    /// <summary>A number with a fraction or exponent, or beyond 64 bits: its digits as they came.</summary>
    Decimal = 2,
    Boolean = 3,
    Text = 4,
    Blob = 5,
}

/// <summary>A parameter of a statement, of the type that it had in the event.</summary>
/// <param name="Integer">Of an integer; 1 or 0 of a boolean.</param>
/// <param name="Utf8">Of a text, decimal or blob.</param>
internal readonly record struct SqlValue(SqlValueKind Kind, long Integer, ReadOnlyMemory<byte> Utf8)
{
    public static readonly SqlValue Null = default;

    public static SqlValue Boolean(bool value) => new(SqlValueKind.Boolean, value ? 1 : 0, default);

    public static SqlValue Text(ReadOnlyMemory<byte> utf8) => new(SqlValueKind.Text, 0, utf8);

    /// <summary>Text, or a blob when the bytes are no UTF-8.</summary>
    public static SqlValue Bytes(ReadOnlyMemory<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes.Span) ? Text(bytes) : new(SqlValueKind.Blob, 0, bytes);

    /// <param name="digits">As JSON writes it.</param>
    public static SqlValue Number(ReadOnlyMemory<byte> digits) =>
        Utf8Parser.TryParse(digits.Span, out long whole, out var used) && used == digits.Length
            ? new SqlValue(SqlValueKind.Integer, whole, default)
            : new SqlValue(SqlValueKind.Decimal, 0, digits);
}

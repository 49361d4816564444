using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Ringback.Core.Json;
using Ringback.Core.Operate;

namespace Ringback.Operate.Sql.Postgres;

/// <summary>
/// A value of an event as a parameter. Texts, and null, go without a type, so that the server takes them for what the statement needs
/// (timestamptz, uuid, jsonb), as it does a literal.
/// </summary>
internal static class PostgresParameter
{
    /// <value>Characters of a decimal, with sign, point and exponent.</value>
    private const int LongestDecimal = 64;

    public static NpgsqlParameter Create(string name, SqlValue value) => value.Kind switch
    {
        SqlValueKind.Integer => new NpgsqlParameter<long>(name, value.Integer),
        SqlValueKind.Boolean => new NpgsqlParameter<bool>(name, value.Integer != 0),
        SqlValueKind.Decimal => Number(name, value),
        SqlValueKind.Text => Untyped(name, Encoding.UTF8.GetString(value.Utf8.Span)),
        SqlValueKind.Blob => new NpgsqlParameter(name, NpgsqlDbType.Bytea) { Value = value.Utf8.ToArray() },
        _ => Untyped(name, DBNull.Value),
    };

    /// <summary>What a decimal would round, or take for nothing, goes as its digits.</summary>
    private static NpgsqlParameter Number(string name, SqlValue value)
    {
        var digits = value.Utf8.Span;
        Span<byte> written = stackalloc byte[32];
        return digits.Length <= LongestDecimal && decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number.TryFormat(written, out var length, default, CultureInfo.InvariantCulture) && NumberText.AreSame(digits, written[..length])
            ? new NpgsqlParameter<decimal>(name, number)
            : Untyped(name, Encoding.UTF8.GetString(digits));
    }

    private static NpgsqlParameter Untyped(string name, object value) => new(name, NpgsqlDbType.Unknown) { Value = value };
}

using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Ringback.Core.Templates;

namespace Ringback.Core.Operate;

/// <summary>Values of an event as parameters of a statement, their types kept.</summary>
internal static class SqlValues
{
    /// <exception cref="RenderException">The value is there, and no database could keep it as it was sent.</exception>
    public static SqlValue Read(EventValues values, ValueSource source)
    {
        if (source.Pointer is not { } pointer)
        {
            return source.Value == MessageValue.Payload ? SqlValue.Bytes(values.Payload)
                : values.MessageText(source.Value) is { } text ? SqlValue.Text(Encoding.UTF8.GetBytes(text))
                : SqlValue.Null;
        }

        return values.Slot(pointer).Type switch
        {
            JsonTokenType.String => Text(values, pointer),
            JsonTokenType.Number => Number(values, pointer),
            JsonTokenType.True => SqlValue.Boolean(true),
            JsonTokenType.False => SqlValue.Boolean(false),
            JsonTokenType.StartObject or JsonTokenType.StartArray => SqlValue.Text(values.Whole(pointer)),
            _ => SqlValue.Null,
        };
    }

    /// <summary>Digits go as they are; what is beyond every double would become infinity somewhere.</summary>
    private static SqlValue Number(EventValues values, string pointer)
    {
        var digits = values.Whole(pointer);
        return Utf8Parser.TryParse(digits.Span, out double number, out _) && double.IsFinite(number)
            ? SqlValue.Number(digits)
            : throw new RenderException($"The number at {pointer} is outside the range of a 64-bit floating-point number. Send it as a string.");
    }

    private static SqlValue Text(EventValues values, string pointer)
    {
        var inner = values.Whole(pointer)[1..^1];
        // Mostly it has no escapes, and goes from the payload to the database as it stands.
        return SqlValue.Text(inner.Span.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(values.Slot(pointer).Text(values.Json.Span)!) : inner);
    }
}

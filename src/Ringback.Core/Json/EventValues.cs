using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Ringback.Core.Accept;
using Ringback.Core.Operate;

namespace Ringback.Core.Json;

/// <summary>What an operation's parameters are for one message: read in one pass over its body.</summary>
internal sealed class EventValues
{
    private readonly Message _message;
    private readonly PointerSet _pointers;
    private readonly ReadOnlyMemory<byte> _json;
    private readonly JsonSlot[] _slots;
    private bool? _isJson;

    public EventValues(Message message, PointerSet pointers)
    {
        (_message, _pointers, _json) = (message, pointers, message.Payload.GetValueOrDefault());
        _slots = new JsonSlot[pointers.Slots];
        // Of what is no JSON every pointer leads to nothing.
        if (!pointers.IsEmpty && !pointers.TryRead(_json.Span, _slots))
            Array.Clear(_slots);
    }

    /// <value>Whether the body is JSON.</value>
    public bool IsJson => _isJson ??= _pointers.IsEmpty ? _pointers.TryRead(_json.Span, _slots) : _slots[0].Found;

    /// <summary>Of a pointer.</summary>
    public JsonSlot Slot(string pointer) => _slots[_pointers.PlaceOf(pointer)];

    public ReadOnlySpan<byte> Json => _json.Span;

    /// <summary>As text for a place in a template: a container as its JSON. Null where there is nothing, or null, or no whole text.</summary>
    public string? Text(ValueSource source)
    {
        if (source.Pointer is null)
            return Of(source.Value);
        var slot = Slot(source.Pointer);
        return slot.Type is JsonTokenType.None or JsonTokenType.Null || !Utf8.IsValid(slot.Raw(Json)) ? null : slot.Text(Json);
    }

    /// <summary>As a parameter of a statement, its type kept.</summary>
    public SqlValue Sql(ValueSource source)
    {
        if (source.Pointer is null)
        {
            return source.Value == MessageValue.Payload ? SqlValue.Bytes(_json)
                : Of(source.Value) is { } text ? SqlValue.Text(Encoding.UTF8.GetBytes(text))
                : SqlValue.Null;
        }

        var slot = Slot(source.Pointer);
        return slot.Type switch
        {
            JsonTokenType.String => SqlText(slot),
            JsonTokenType.Number => SqlValue.Number(_json.Slice(slot.Start, slot.Length)),
            JsonTokenType.True => SqlValue.Boolean(true),
            JsonTokenType.False => SqlValue.Boolean(false),
            JsonTokenType.StartObject or JsonTokenType.StartArray => SqlValue.Bytes(_json.Slice(slot.Start, slot.Length)),
            _ => SqlValue.Null,
        };
    }

    private SqlValue SqlText(JsonSlot slot)
    {
        var inner = _json.Slice(slot.Start + 1, slot.Length - 2);
        // Mostly it has no escapes, and goes from the payload to the database as it stands.
        if (!inner.Span.Contains((byte)'\\'))
            return SqlValue.Bytes(inner);
        return slot.Text(Json) is { } text ? SqlValue.Text(Encoding.UTF8.GetBytes(text)) : SqlValue.Null;
    }

    private string? Of(MessageValue value) => value switch
    {
        MessageValue.Id => _message.PublicId,
        MessageValue.EventId => _message.EventId,
        MessageValue.EventType => _message.EventType,
        MessageValue.Timestamp => DateTimeOffset.FromUnixTimeMilliseconds(_message.AcceptedAt)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
        _ => Utf8.IsValid(_json.Span) ? Encoding.UTF8.GetString(_json.Span) : null,
    };
}

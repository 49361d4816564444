using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Verification.Json;

namespace Ringback.Core.Templates;

/// <summary>What parameters and places of templates are for one message: read in one pass over the view of its body.</summary>
internal sealed class EventValues
{
    private readonly Message _message;
    private readonly PointerSet _pointers;
    private readonly JsonSlot[] _slots;

    public EventValues(Message message, PointerSet pointers)
    {
        (_message, _pointers, Json) = (message, pointers, message.Json);
        _slots = new JsonSlot[pointers.Slots];
        if (pointers.IsEmpty || pointers.TryRead(Json.Span, _slots))
            return;
        // Of what can't be read every pointer leads to nothing.
        Array.Clear(_slots);
        Problem = message.BodyProblem ?? "The body isn't JSON.";
    }

    /// <value>The view of the body.</value>
    public ReadOnlyMemory<byte> Json { get; }

    /// <value>The body as it came.</value>
    public ReadOnlyMemory<byte> Payload => _message.Payload.GetValueOrDefault();

    /// <value>Why no pointer leads anywhere; null when they were looked up, or there are none.</value>
    public string? Problem { get; }

    /// <value>Whether the body itself is JSON, and not only its view.</value>
    public bool IsJson => _message.BodyFormat == BodyFormat.Json;

    /// <exception cref="RenderException">There are pointers, and the body can't be read.</exception>
    public EventValues Readable() => Problem is null ? this : throw new RenderException("Ringback can't read values from this event. " + Problem);

    /// <summary>Of a pointer.</summary>
    public JsonSlot Slot(string pointer) => _slots[_pointers.PlaceOf(pointer)];

    /// <summary>As text for a place in a template: a container as its JSON. Null where there is nothing, or null, or no whole text.</summary>
    public string? Text(ValueSource source)
    {
        if (source.Pointer is null)
            return MessageText(source.Value);
        var slot = Slot(source.Pointer);
        return slot.Type is JsonTokenType.None or JsonTokenType.Null || !Utf8.IsValid(slot.Raw(Json.Span)) ? null : slot.Text(Json.Span);
    }

    /// <summary>How many bytes <see cref="Text"/> would be read from.</summary>
    public int LengthOf(ValueSource source) => source.Pointer is { } pointer ? Slot(pointer).Length : source.Value == MessageValue.Payload ? Payload.Length : 0;

    /// <summary>The bytes of a pointer's value, all texts in which are Unicode.</summary>
    /// <exception cref="RenderException">One isn't.</exception>
    public ReadOnlyMemory<byte> Whole(string pointer)
    {
        var slot = Slot(pointer);
        var raw = Json.Slice(slot.Start, slot.Length);
        return WholeText.Is(raw.Span) ? raw : throw NoText(new ValueSource(pointer, default));
    }

    /// <summary>What goes on record when a value is there, and is no text that could be kept or sent.</summary>
    public static RenderException NoText(ValueSource source) =>
        new($"The value of {source} is not valid Unicode: it contains half of a surrogate pair, or bytes that are not UTF-8.");

    /// <summary>Of the message itself; null where it has none, or a body that isn't UTF-8.</summary>
    public string? MessageText(MessageValue value) => value switch
    {
        MessageValue.Id => _message.PublicId,
        MessageValue.EventId => _message.EventId,
        MessageValue.EventType => _message.EventType,
        MessageValue.Timestamp => DateTimeOffset.FromUnixTimeMilliseconds(_message.AcceptedAt)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
        _ => Utf8.IsValid(Payload.Span) ? Encoding.UTF8.GetString(Payload.Span) : null,
    };
}

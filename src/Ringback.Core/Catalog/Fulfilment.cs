using System.Text.Json.Serialization;
using Ringback.Core.Json;
using Ringback.Core.Messages;

namespace Ringback.Core.Catalog;

/// <summary>Which event is the awaited one: about the object that the expectation names, and saying what it should.</summary>
/// <param name="KeyPointer">Where in an event the object's key stands (RFC 6901): <c>/data/object/id</c>.</param>
/// <param name="EventTypes">One of these; null: any.</param>
/// <param name="Conditions">All of them hold of the event's body; null: none are made.</param>
internal sealed record Fulfilment(string KeyPointer, IReadOnlyList<string>? EventTypes = null, IReadOnlyList<Condition>? Conditions = null)
{
    private PointerSet? _pointers;

    [JsonIgnore]
    private PointerSet Pointers => _pointers ??= new PointerSet([KeyPointer, .. (Conditions ?? []).Select(static c => c.Pointer)]);

    /// <summary>Whether an event is the awaited one.</summary>
    /// <param name="key">Of the object, as text.</param>
    /// <param name="json">The view of its body.</param>
    public bool IsMetBy(string key, string eventType, ReadOnlySpan<byte> json)
    {
        if (EventTypes is not null && !EventTypeName.IsOneOf(EventTypes, eventType))
            return false;
        var slots = new JsonSlot[Pointers.Slots];
        if (!Pointers.TryRead(json, slots) || ObjectKey.TextOf(slots[Pointers.PlaceOf(KeyPointer)], json) != key)
            return false;
        foreach (var condition in Conditions ?? [])
            if (!condition.Holds(json, slots[Pointers.PlaceOf(condition.Pointer)]))
                return false;
        return true;
    }

    /// <summary>
    /// Whether two events that meet this mean the same: of one type, about one object, and alike wherever a condition looks. Where
    /// one has nothing there they are taken for two, since to drop what is new would be worse.
    /// </summary>
    public bool AreSame(Message one, Message other)
    {
        if (one.EventType != other.EventType)
            return false;
        var (left, right) = (one.Json, other.Json);
        JsonSlot[] here = new JsonSlot[Pointers.Slots], there = new JsonSlot[Pointers.Slots];
        if (!Pointers.TryRead(left.Span, here) || !Pointers.TryRead(right.Span, there))
            return false;
        foreach (var pointer in (Conditions ?? []).Select(static c => c.Pointer).Prepend(KeyPointer))
        {
            var (a, b) = (here[Pointers.PlaceOf(pointer)], there[Pointers.PlaceOf(pointer)]);
            if (!a.Found || a.Type != b.Type || a.Text(left.Span) is not { } text || text != b.Text(right.Span))
                return false;
        }

        return true;
    }
}

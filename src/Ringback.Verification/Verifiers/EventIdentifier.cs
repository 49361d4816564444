using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Verification.Verifiers;

/// <summary>Reads an event's key: the first of the source's that applies.</summary>
internal static class EventIdentifier
{
    /// <summary>Longer texts stand in a tuple by their hash.</summary>
    public const int LongestText = 512;

    private const byte TupleMark = 0xFF;
    private const byte Absent = 0;
    private const byte Whole = 1;
    private const byte Hashed = 2;
    private const byte Bytes = 3;

    /// <param name="keys">In the order in which they are tried.</param>
    /// <param name="request">With the event as its body.</param>
    /// <param name="item">The bytes that the provider sends again: the event without what only surrounds it.</param>
    /// <param name="idPlace">A place that was read already.</param>
    /// <param name="id">What stands there; null when nothing does.</param>
    public static EventIdentity Identify(
        IReadOnlyList<EventKey> keys, in IncomingRequest request, ReadOnlySpan<byte> item, ValuePlace? idPlace, string? id)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            var key = keys[i];
            if (key.OnlyWhere is { } only && (only.Place.ReadOne(request, out var value) != PlaceStatus.Found || !value.StartsWith(only.Prefix, StringComparison.Ordinal))) continue;
            // A single field stays what it is: an event found by asking the provider has that id too.
            if (i == 0 && key.Parts is [{ Place: { } place, IsOptional: false }])
            {
                var text = id is not null && ReferenceEquals(place, idPlace) ? id : place.ReadOne(request, out var found) == PlaceStatus.Found ? found : null;
                if (text is null) continue;
                if (text.Length <= LongestText) return new EventIdentity(text, null, key.IsSigned);
            }
            if (Encode((byte)i, key, request, item) is { } tuple) return new EventIdentity(null, tuple, key.IsSigned);
        }
        return EventIdentity.None;
    }

    /// <summary>Mark, number of the key, and of each part what it is, its length and itself. Null when an essential part is missing.</summary>
    private static byte[]? Encode(byte number, EventKey key, in IncomingRequest request, ReadOnlySpan<byte> item)
    {
        var into = new ArrayBufferWriter<byte>(128);
        into.Write([TupleMark, number]);
        foreach (var part in key.Parts)
        {
            if (part.Place is not { } place)
            {
                Write(into, Bytes, SHA256.HashData(item));
                continue;
            }
            var status = place.ReadOne(request, out var text);
            if (status == PlaceStatus.Found) WriteText(into, text);
            else if (status == PlaceStatus.Missing && part.IsOptional) into.Write([Absent]);
            else return null;
        }
        return into.WrittenSpan.ToArray();
    }

    private static void WriteText(ArrayBufferWriter<byte> into, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= LongestText) Write(into, Whole, bytes);
        else Write(into, Hashed, SHA256.HashData(bytes));
    }

    private static void Write(ArrayBufferWriter<byte> into, byte kind, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
        into.Write(head);
        into.Write(bytes);
    }
}

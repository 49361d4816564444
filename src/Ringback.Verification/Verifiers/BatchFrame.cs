using Ringback.Verification.Json;

namespace Ringback.Verification.Verifiers;

/// <summary>JSON with lists in it, of which one item at a time is to be seen. Read once, whatever the number of items.</summary>
internal sealed class BatchFrame
{
    private readonly ReadOnlyMemory<byte> _json;
    private readonly (int List, Range Range)[] _places;
    private readonly List<Range>[] _items;

    private BatchFrame(ReadOnlyMemory<byte> json, (int List, Range Range)[] places, List<Range>[] items)
    {
        _json = json;
        _places = places;
        _items = items;
        Count = items.Sum(static list => list.Count);
    }

    /// <summary>The items of all lists.</summary>
    public int Count { get; }

    /// <param name="lists">Where the lists stand. One that isn't there has no items.</param>
    public static BatchFrame Read(ReadOnlyMemory<byte> json, JsonPointer[] lists)
    {
        var places = new List<(int List, Range Range)>(lists.Length);
        var items = new List<Range>[lists.Length];
        for (var i = 0; i < lists.Length; i++)
        {
            items[i] = lists[i].ReadItems(json.Span) ?? [];
            if (items[i].Count > 0 && lists[i].ReadRange(json.Span) is { } range) places.Add((i, range));
        }
        return new BatchFrame(json, [.. places.OrderBy(static place => place.Range.Start.Value)], items);
    }

    public IEnumerable<ReadOnlyMemory<byte>> Items(int list) => _items[list].Select(range => _json[range]);

    /// <summary>The JSON with this item only in one of its lists, and nothing in the others.</summary>
    public byte[] WithOnly(int list, ReadOnlyMemory<byte> item)
    {
        using var into = new MemoryStream(item.Length + 256);
        var json = _json.Span;
        var at = 0;
        foreach (var place in _places)
        {
            into.Write(json[at..place.Range.Start.Value]);
            into.WriteByte((byte)'[');
            if (place.List == list) into.Write(item.Span);
            into.WriteByte((byte)']');
            at = place.Range.End.Value;
        }
        into.Write(json[at..]);
        return into.ToArray();
    }
}

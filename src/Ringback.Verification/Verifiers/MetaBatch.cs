using Ringback.Verification.Json;

namespace Ringback.Verification.Verifiers;

/// <summary>
/// Meta's batches (https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications): entries with lists of
/// what happened, WhatsApp's with lists within those. Each event is kept in a batch of its own, so that it is read as it would be alone.
/// </summary>
internal static class MetaBatch
{
    /// <summary>What surrounds the events is repeated for each: beyond this many times the body's size the batch stays whole.</summary>
    private const int MostGrowth = 4;

    private const int AlwaysAllowed = 64 * 1024;

    /// <summary>The place of <c>changes</c> among the lists of an entry.</summary>
    private const int Changes = 2;

    private static readonly JsonPointer Entries = JsonPointer.Parse("/entry");
    private static readonly JsonPointer[] Lists = [JsonPointer.Parse("/messaging"), JsonPointer.Parse("/standby"), JsonPointer.Parse("/changes")];
    private static readonly JsonPointer[] ListsOfChange = [JsonPointer.Parse("/value/messages"), JsonPointer.Parse("/value/statuses")];

    public static IReadOnlyList<EventItem>? Split(ReadOnlyMemory<byte> body, int mostItems)
    {
        if (BatchFrame.Read(body, [Entries]) is not { Count: > 0 } batch) return null;
        var room = (long)body.Length * MostGrowth + AlwaysAllowed;
        var items = new List<EventItem>(1);
        foreach (var entry in batch.Items(0))
        {
            foreach (var (alone, item) in EventsOf(entry))
            {
                // A batch of one is kept byte for byte; it is known for one only when there is no second.
                var raw = batch.WithOnly(0, alone);
                room -= raw.Length;
                if (room < 0 || items.Count == mostItems) return null;
                items.Add(new EventItem(raw, item));
            }
        }
        return items.Count == 1 ? [items[0] with { Raw = body }] : items;
    }

    /// <summary>The entry with each of its events alone; the entry itself where it lists none.</summary>
    private static IEnumerable<(ReadOnlyMemory<byte> Alone, ReadOnlyMemory<byte> Item)> EventsOf(ReadOnlyMemory<byte> entry)
    {
        var frame = BatchFrame.Read(entry, Lists);
        if (frame.Count == 0) yield return (entry, entry);
        for (var list = 0; list < Lists.Length; list++)
        {
            foreach (var item in frame.Items(list))
            {
                if (list < Changes)
                {
                    yield return (frame.WithOnly(list, item), item);
                    continue;
                }
                foreach (var (alone, part) in EventsOfChange(item)) yield return (frame.WithOnly(list, alone), part);
            }
        }
    }

    private static IEnumerable<(ReadOnlyMemory<byte> Alone, ReadOnlyMemory<byte> Item)> EventsOfChange(ReadOnlyMemory<byte> change)
    {
        var frame = BatchFrame.Read(change, ListsOfChange);
        if (frame.Count == 0) yield return (change, change);
        for (var list = 0; list < ListsOfChange.Length; list++)
            foreach (var item in frame.Items(list)) yield return (frame.WithOnly(list, item), item);
    }
}

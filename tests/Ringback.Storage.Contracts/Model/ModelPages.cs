using Ringback.Core.Ids;
using Ringback.Core.Paging;

namespace Ringback.Storage.Contracts.Model;

/// <param name="Position">In the list's order.</param>
/// <param name="Id">By which iterators name it.</param>
/// <param name="Matches">Whether the filter takes it.</param>
internal readonly record struct ListRow<TItem>(long Position, Ksuid Id, bool Matches, Func<TItem> Item);

/// <summary>
/// A page of any list: the rows behind its iterator in the direction of reading, as far as its limit and its bytes go. The iterators of a
/// filtered page stand at its rows, so that without the filter they lead on to what it left out.
/// </summary>
internal static class ModelPages
{
    /// <value>Rows that a page looks at: one whose filter takes little ends early.</value>
    private const int MostLookedAt = 2000;

    /// <param name="ascending">All rows of the list.</param>
    /// <param name="positionOf">Where the row of an iterator stands; null when there is none: it stands where its id would.</param>
    /// <param name="sizeOf">The bytes of an item, about.</param>
    public static HistoryPage<TItem> Of<TItem>(
        IEnumerable<ListRow<TItem>> ascending, PageRequest page, Func<Ksuid, long?> positionOf, Func<TItem, long> sizeOf)
    {
        var rows = page.ReadsDown ? ascending.Reverse() : ascending;
        if (page.Iterator is { } iterator)
            rows = positionOf(iterator) is { } position
                ? rows.Where(row => page.ReadsDown ? row.Position < position : row.Position > position)
                : rows.Where(row => page.ReadsDown ? row.Id < iterator : row.Id > iterator);

        var (items, bytes, looked, done) = (new List<TItem>(), 0L, 0, true);
        Ksuid? first = null, last = null, firstLookedAt = null, lastLookedAt = null;
        foreach (var row in rows)
        {
            done = items.Count < page.Limit && looked < MostLookedAt;
            if (!done)
                break;
            if (row.Matches)
            {
                var item = row.Item();
                if (items.Count > 0 && bytes + sizeOf(item) > page.Bytes)
                {
                    (done, lastLookedAt) = (false, last);
                    break;
                }

                items.Add(item);
                (first, last, bytes) = (first ?? row.Id, row.Id, bytes + sizeOf(item));
            }

            (firstLookedAt, lastLookedAt, looked) = (firstLookedAt ?? row.Id, row.Id, looked + 1);
        }

        // One that holds nothing goes back from where it began, if it began anywhere.
        first ??= done && page.Iterator is null ? null : firstLookedAt;
        last = done ? last : lastLookedAt;
        if (!page.Backward)
            return new HistoryPage<TItem>(items, first, last, done, bytes);
        items.Reverse();
        return new HistoryPage<TItem>(items, last, first, done, bytes);
    }
}

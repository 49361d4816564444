using Ringback.Core.Ids;
using Ringback.Core.Paging;

namespace Ringback.Storage.Relational.History;

/// <summary>The rows of a page as they are read, until they hold as many bytes as a page may.</summary>
internal sealed class PageRows<TItem>(PageRequest page, int expected)
{
    private readonly List<TItem> _items = new(expected);
    private long _bytes;

    /// <value>Where the first row that is in the page stands, of those that were read.</value>
    public long? FirstPosition { get; private set; }

    /// <value>Where the last row that is in the page stands.</value>
    public long? LastPosition { get; private set; }

    /// <param name="item">The next row.</param>
    /// <param name="size">Its bytes, about.</param>
    /// <param name="position">Where it stands.</param>
    /// <param name="mayEnd">Whether the page may end before it.</param>
    /// <returns>False: the page ends before this row.</returns>
    public bool TryAdd(TItem item, int size, long position, bool mayEnd = true)
    {
        if (mayEnd && _items.Count > 0 && _bytes + size > page.Bytes)
            return false;
        _items.Add(item);
        _bytes += size;
        FirstPosition ??= position;
        LastPosition = position;
        return true;
    }

    /// <summary>
    /// The page of a list that a filter narrows. Its iterators stand at its rows, so that without the filter they lead on to what it left
    /// out; only a page that isn't done goes on where reading stopped.
    /// </summary>
    /// <param name="first">The first position that was looked at.</param>
    /// <param name="last">The last one.</param>
    /// <param name="done">Whether nothing lies behind.</param>
    /// <param name="id">The public id of a position.</param>
    public HistoryPage<TItem> ToPage(long? first, long? last, bool done, Func<long, Ksuid?> id)
    {
        // One that holds nothing goes back from where it began, if it began anywhere.
        first = FirstPosition ?? (done && page.Iterator is null ? null : first);
        last = done ? LastPosition : last;
        return ToPage(first is { } from ? id(from) : null, last is { } to ? id(to) : null, done);
    }

    /// <summary>The page, turned round when it was read backward.</summary>
    /// <param name="first">Where reading began.</param>
    /// <param name="last">Where it ended.</param>
    /// <param name="done">Whether nothing lies behind.</param>
    public HistoryPage<TItem> ToPage(Ksuid? first, Ksuid? last, bool done)
    {
        if (!page.Backward)
            return new HistoryPage<TItem>(_items, first, last, done, _bytes);
        _items.Reverse();
        return new HistoryPage<TItem>(_items, last, first, done, _bytes);
    }
}

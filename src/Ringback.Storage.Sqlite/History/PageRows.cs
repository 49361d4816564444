using Ringback.Core.History;
using Ringback.Core.Ids;

namespace Ringback.Storage.Sqlite.History;

/// <summary>The rows of a page as they are read, until they hold as many bytes as a page may.</summary>
internal sealed class PageRows<TItem>(PageRequest page, int expected)
{
    private readonly List<TItem> _items = new(expected);
    private long _bytes;

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
        LastPosition = position;
        return true;
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

using Ringback.Core.Ids;

namespace Ringback.Core.Paging;

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Limit">Rows at most, 1…250.</param>
/// <param name="Descending">The list's order: newest first.</param>
/// <param name="Iterator">
/// The row behind which the page begins; null begins with the first. One that is gone, or was never ours to show, stands where its time
/// would be: it moves the page, and tells nothing.
/// </param>
/// <param name="Backward">The page that ends before <paramref name="Iterator"/> instead (<c>prevIterator</c>), in the list's order too.</param>
/// <param name="Bytes">A page ends before the row with which it would hold more bytes than this; one row it always holds.</param>
internal readonly record struct PageRequest(
    int Limit, bool Descending = true, Ksuid? Iterator = null, bool Backward = false, long Bytes = PageRequest.MostBytes)
{
    /// <value>Bytes of a page: what few clients wait for, and many of them unread don't fill the memory.</value>
    public const long MostBytes = 4 << 20;

    /// <value>What a row counts beside its content: its ids, names and times.</value>
    public const int RowBytes = 512;

    /// <value>Which way the rows are read: backward is the other way, turned round at the end.</value>
    public bool ReadsDown => Descending != Backward;
}

/// <summary>
/// A part of a list. A filter that matches little ends a page early: fewer rows, even none, and not <see cref="Done"/>. So do rows that
/// are large. Followed without the filter, a page that is done leads on to what the filter left out.
/// </summary>
/// <param name="Items">In the list's order.</param>
/// <param name="First">Where the page before this one ends: the public iterator is <c>-</c> and this. Null when nothing was looked at.</param>
/// <param name="Last">
/// Where the next page begins: the last row, or of a page that isn't done the last one looked at, which may not be in the page. Null when
/// there is none.
/// </param>
/// <param name="Done">Nothing lies behind this page, in the direction it was read.</param>
/// <param name="Bytes">What its items hold, about.</param>
internal readonly record struct HistoryPage<TItem>(IReadOnlyList<TItem> Items, Ksuid? First, Ksuid? Last, bool Done, long Bytes = 0);

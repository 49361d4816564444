namespace Ringback.Server.Api.Models;

/// <summary>A page of a list.</summary>
/// <param name="Data">Its rows.</param>
/// <param name="Iterator">Goes on after the last row, even when done; null when there are no rows.</param>
/// <param name="PrevIterator">Goes back before the first row: <c>-</c> and its id.</param>
/// <param name="Done">Whether this was the last page; a short page may not be.</param>
internal sealed record ListOut<T>(IReadOnlyList<T> Data, string? Iterator, string? PrevIterator, bool Done)
{
    /// <summary>The page with the iterators that its rows give; an empty page keeps the iterator it was asked with.</summary>
    public static ListOut<T> Of(IReadOnlyList<T> data, bool done, Func<T, string> iterator, string? asked = null) => data.Count == 0
        ? new ListOut<T>(data, asked, null, done)
        : new ListOut<T>(data, iterator(data[^1]), "-" + iterator(data[0]), done);
}

using System.Text.Json.Serialization.Metadata;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.Pages;

/// <summary>A page of a list that is in memory.</summary>
/// <param name="Rows">In the list's order.</param>
/// <param name="Done">Nothing lies behind them, in the direction that was read.</param>
internal readonly record struct CatalogPage<TRow>(IReadOnlyList<TRow> Rows, bool Done);

/// <summary>Cuts pages out of what the catalog holds.</summary>
internal static class CatalogPage
{
    /// <param name="ascending">The whole list, sorted.</param>
    /// <param name="compare">Compares a row with the place where the page begins or, backwards, ends. Null: from the start.</param>
    /// <param name="wanted">Which rows are shown.</param>
    /// <param name="page">What is asked for.</param>
    /// <param name="descending">The order of the list that is asked for.</param>
    public static CatalogPage<TRow> Create<TRow>(TRow[] ascending, Func<TRow, int>? compare, Func<TRow, bool> wanted, PageQuery page, bool descending)
    {
        var down = descending != page.Backwards;
        var step = down ? -1 : 1;
        var index = compare is null ? down ? ascending.Length - 1 : 0 : Start(ascending, compare, down);
        var rows = new List<TRow>();
        for (; index >= 0 && index < ascending.Length && rows.Count <= page.Limit; index += step)
        {
            if (wanted(ascending[index])) rows.Add(ascending[index]);
        }
        return Cut(rows, page, done: rows.Count <= page.Limit);
    }

    /// <summary>
    /// The answer: as many rows, from where reading began, as a page may hold bytes. It goes on behind the last row that was looked at,
    /// which may be left out: a page of such rows only would begin where it was asked to, for ever.
    /// </summary>
    /// <param name="list">In the list's order.</param>
    /// <param name="page">What was asked for.</param>
    /// <param name="show">Makes the row; null leaves it out.</param>
    /// <param name="type">Of the row, for its length.</param>
    /// <param name="iterator">Goes on after an item.</param>
    public static ListOut<TOut> ToList<TRow, TOut>(
        this CatalogPage<TRow> list, PageQuery page, Func<TRow, TOut?> show, JsonTypeInfo<TOut> type, Func<TRow, string> iterator)
        where TOut : class
    {
        var measured = MeasuredRows<TOut>.Measure(list.Rows, page.Backwards, show, type);
        if (measured.Taken == 0) return new ListOut<TOut>(measured.Rows, page.Given, null, list.Done);
        var (first, last) = page.Backwards ? (list.Rows.Count - measured.Taken, list.Rows.Count - 1) : (0, measured.Taken - 1);
        return new ListOut<TOut>(
            measured.Rows, iterator(list.Rows[last]), "-" + iterator(list.Rows[first]), list.Done && measured.Taken == list.Rows.Count);
    }

    /// <summary>The page of rows that were read one beyond its limit, in the direction of reading.</summary>
    public static CatalogPage<TRow> Cut<TRow>(List<TRow> rows, PageQuery page, bool done)
    {
        if (rows.Count > page.Limit) rows.RemoveAt(rows.Count - 1);
        if (page.Backwards) rows.Reverse();
        return new CatalogPage<TRow>(rows, done);
    }

    /// <summary>The first row above the place or, down, the last one below it.</summary>
    private static int Start<TRow>(TRow[] ascending, Func<TRow, int> compare, bool down)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var before = down ? compare(ascending[middle]) < 0 : compare(ascending[middle]) <= 0;
            if (before) low = middle + 1;
            else high = middle;
        }
        return down ? low - 1 : low;
    }
}

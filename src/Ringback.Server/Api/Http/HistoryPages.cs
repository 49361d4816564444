using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.Http;

/// <summary>Pages of what is in the store, newest first unless asked otherwise.</summary>
internal static class HistoryPages
{
    /// <summary>What of a list is asked for; what is wrong goes to the query's errors.</summary>
    /// <param name="page">Of the query.</param>
    /// <param name="idPrefix">What the list's iterators begin with.</param>
    /// <param name="query">Hears what is wrong.</param>
    public static PageRequest ToRequest(this PageQuery page, string idPrefix, QueryFields query) =>
        new(page.Limit, page.Descending ?? true, page.IteratorId(idPrefix, query), page.Backwards);

    /// <summary>The answer. A page that holds nothing goes on where it was asked to begin.</summary>
    public static ListOut<TOut> ToList<TItem, TOut>(this HistoryPage<TItem> page, PageQuery asked, string idPrefix, Func<TItem, TOut> show) =>
        new([.. page.Items.Select(show)],
            page.Last is { } last ? last.ToString(idPrefix) : asked.Given,
            page.First is { } first ? "-" + first.ToString(idPrefix) : null,
            page.Done);
}

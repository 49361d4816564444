using System.Text.Json.Serialization.Metadata;
using Ringback.Core.Ids;
using Ringback.Core.Paging;
using Ringback.Server.Api.Answers;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.Pages;

/// <summary>Pages of what is in the store.</summary>
internal static class HistoryPages
{
    /// <summary>What of a list is asked for; what is wrong goes to the query's errors.</summary>
    /// <param name="page">Of the query.</param>
    /// <param name="idPrefix">What the list's iterators begin with.</param>
    /// <param name="query">Hears what is wrong.</param>
    /// <param name="newestFirst">The order of a list for which the request names none.</param>
    public static PageRequest ToRequest(this PageQuery page, string idPrefix, QueryFields query, bool newestFirst = true) =>
        new(page.Limit, page.Descending ?? newestFirst, page.IteratorId(idPrefix, query), page.Backwards);

    /// <summary>The answer. A page that holds nothing goes on where it was asked to begin.</summary>
    /// <param name="page">Of the store.</param>
    /// <param name="asked">What was asked for.</param>
    /// <param name="idPrefix">What the list's iterators begin with.</param>
    /// <param name="show">Makes the row of an item, when it is written.</param>
    public static ListOut<TOut> ToList<TItem, TOut>(this HistoryPage<TItem> page, PageQuery asked, string idPrefix, Func<TItem, TOut> show) =>
        new(new ShownRows<TItem, TOut>(page.Items, show),
            page.Last is { } last ? last.ToString(idPrefix) : asked.Given,
            page.First is { } first ? "-" + first.ToString(idPrefix) : null,
            page.Done)
        { Bytes = page.Bytes };

    /// <summary>The answer from rows of which the store has little, and memory the rest.</summary>
    /// <param name="page">Of the store.</param>
    /// <param name="asked">What was asked for.</param>
    /// <param name="idPrefix">What the list's iterators begin with.</param>
    /// <param name="show">Makes the row of an item.</param>
    /// <param name="idOf">The iterator at an item.</param>
    /// <param name="type">Of the row, for its length.</param>
    public static ListOut<TOut> ToMeasuredList<TItem, TOut>(
        this HistoryPage<TItem> page, PageQuery asked, string idPrefix, Func<TItem, TOut> show, Func<TItem, Ksuid> idOf, JsonTypeInfo<TOut> type)
        where TOut : class
    {
        var measured = MeasuredRows<TOut>.Measure(page.Items, asked.Backwards, show, type);
        if (measured.Taken < page.Items.Count)
        {
            var end = idOf(page.Items[asked.Backwards ? page.Items.Count - measured.Taken : measured.Taken - 1]);
            page = asked.Backwards ? page with { First = end, Done = false } : page with { Last = end, Done = false };
        }
        return new ListOut<TOut>(
            measured.Rows, page.Last is { } last ? last.ToString(idPrefix) : asked.Given, page.First is { } first ? "-" + first.ToString(idPrefix) : null, page.Done);
    }
}

using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.QueryParameters;

namespace Ringback.Server.Api.Pages;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Limit">Rows, 1 to 250.</param>
/// <param name="Iterator">Go on after this row; without the <c>-</c>.</param>
/// <param name="Backwards">The page before it instead: the iterator began with <c>-</c>.</param>
/// <param name="Descending">The list's order; null when the request leaves it to the list.</param>
internal readonly record struct PageQuery(int Limit, string? Iterator, bool Backwards, bool? Descending)
{
    public const int MostRows = 250;
    public const int DefaultRows = 50;
    private const int LongestIterator = 300;

    public static readonly QueryParameter<int?> LimitParameter =
        Whole("limit", 1, MostRows, $"The maximum number of items; {DefaultRows} by default. A page with large items ends earlier, at 4 MiB.");

    public static readonly QueryParameter<string?> IteratorParameter = Text(
        "iterator", TextRule.Between(0, LongestIterator), "The `iterator` of an earlier answer for the page after it, or its `prevIterator` for the page before it.");

    public static readonly QueryParameter<int?> OrderParameter = Choice("order", "The order by the time of creation.", "ascending", "descending");

    /// <value>All of them.</value>
    public static readonly IReadOnlyList<QueryParameter> Parameters = [LimitParameter, IteratorParameter, OrderParameter];

    /// <summary>The iterator as it was given.</summary>
    public string? Given => Backwards ? "-" + Iterator : Iterator;

    /// <summary>Reads <c>limit</c>, <c>iterator</c> and <c>order</c>; what is wrong goes to the query's errors.</summary>
    public static PageQuery Read(QueryFields query)
    {
        var limit = LimitParameter.Read(query) ?? DefaultRows;
        var iterator = IteratorParameter.Read(query);
        var order = OrderParameter.Read(query);
        var backwards = iterator is ['-', ..];
        return new PageQuery(limit, backwards ? iterator![1..] : iterator, backwards, order is null ? null : order == 1);
    }

    /// <summary>The iterator as an id; null when there is none, or it is none, which is noted as an error.</summary>
    public Ksuid? IteratorId(string idPrefix, QueryFields query)
    {
        if (Iterator is null) return null;
        if (Ksuid.TryParse(Iterator, idPrefix, out var id)) return id;
        IteratorParameter.Refuse(query, $"must be an id that begins with {idPrefix}, from an earlier answer");
        return null;
    }
}

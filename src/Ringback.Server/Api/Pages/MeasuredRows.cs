using System.Text.Json.Serialization.Metadata;
using Ringback.Core.Paging;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Pages;

/// <summary>Rows whose content is in memory anyway, cut where they would be longer, as they are written, than a page may be.</summary>
/// <param name="Rows">In the list's order.</param>
/// <param name="Taken">How many of the items were looked at, from where reading began.</param>
internal readonly record struct MeasuredRows<TOut>(List<TOut> Rows, int Taken)
    where TOut : class
{
    /// <param name="items">In the list's order.</param>
    /// <param name="backwards">Whether reading began at the end.</param>
    /// <param name="show">Makes the row; null leaves it out.</param>
    /// <param name="type">Of the row.</param>
    public static MeasuredRows<TOut> Measure<TItem>(IReadOnlyList<TItem> items, bool backwards, Func<TItem, TOut?> show, JsonTypeInfo<TOut> type)
    {
        var rows = new List<TOut>(items.Count);
        var taken = 0;
        for (var bytes = 0L; taken < items.Count; taken++)
        {
            if (show(items[backwards ? items.Count - 1 - taken : taken]) is not { } row) continue;
            bytes += JsonOutput.LengthOf(row, type);
            if (rows.Count > 0 && bytes > PageRequest.MostBytes) break;
            rows.Add(row);
        }
        if (backwards) rows.Reverse();
        return new MeasuredRows<TOut>(rows, taken);
    }
}

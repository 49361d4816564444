using Ringback.Core.Catalog;
using Ringback.Core.Paging;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Messages;

/// <summary>Room for pages that have payloads in them.</summary>
internal static class PayloadPages
{
    /// <summary>
    /// A page holds one row, however large. What came to a source may be larger than what may be posted to the API: its rule says how large.
    /// </summary>
    /// <param name="context">Of an operation for which the room of a page is reserved.</param>
    /// <param name="catalog">Has the source's rules.</param>
    /// <param name="application">Whose messages are read.</param>
    /// <param name="withContent">Whether their payloads are.</param>
    /// <returns>Null when there is room; else the answer that says why there is none.</returns>
    public static ValueTask<ApiError?> ReservePageAsync(this ApiContext context, Catalog catalog, int application, bool withContent) =>
        withContent && catalog.Source(application) is { } source
            ? context.ReserveAsync(Math.Max(PageRequest.MostBytes, source.Rules.MaxBodyBytes))
            : default;
}

using Ringback.Core.History;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;
using static Ringback.Server.Api.Inputs.QueryParameters;

namespace Ringback.Server.Api.Endpoints;

/// <summary><c>…/stats</c>: how an endpoint's deliveries ended, in a span of at most 28 days.</summary>
internal sealed class EndpointStatsResource(RingbackNode node, IMessageHistory history)
{
    public static readonly QueryParameter<long?> Since = Time("since", "The start of the period; 28 days before `until` by default.");
    public static readonly QueryParameter<long?> Until = Time("until", "The end of the period; now by default.");

    private const long Hour = 60 * 60 * 1000;
    private const long LongestSpan = 28L * 24 * Hour;

    public void Map(ApiRoutes routes, string one) => routes.Get(one + "/stats", Access.Application, ShowAsync);

    private async ValueTask<ApiResult> ShowAsync(ApiContext context)
    {
        var query = context.Query;
        var now = node.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var given = Until.Read(query);
        var until = given ?? now;
        var since = Since.Read(query) ?? until - LongestSpan;
        if (since > until) Since.Refuse(query, "must not be after until");
        else if (until - since > LongestSpan) Since.Refuse(query, "must be at most 28 days before until");
        if (query.Errors.Failed(out var error)) return error;
        if (context.Endpoint(node.Catalog) is not { } endpoint) return ApiError.NotFound;

        // Without a time all until now: the rest of this hour holds nothing yet.
        if (given is null) until = (now / Hour + 1) * Hour;
        var counts = await history.StatisticsAsync(endpoint.Id, since, until);
        // The store counts what is in flight as pending. Both are looked at one after the other, so either may be ahead.
        var sending = node.Flights.InFlight(endpoint.Id).Count(flight => flight.AcceptedAt >= since && flight.AcceptedAt < until);
        return ApiResult.Ok(
            new EndpointStats(counts.Success, Math.Max(0, counts.Pending - sending), sending, counts.Fail, counts.Canceled),
            ApiJson.Default.EndpointStats);
    }
}

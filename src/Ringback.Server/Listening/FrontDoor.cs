using Microsoft.AspNetCore.Http;
using Ringback.Core.Ids;
using Ringback.Core.Settings;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Listening;

/// <summary>
/// What every request passes first, whatever it asks for: it gets the headers that keep a browser from taking an answer for something else,
/// and it is refused when its path has steps, which Kestrel would resolve to a shorter path than was asked for.
/// </summary>
internal sealed class FrontDoor(RingbackOptions options)
{
    /// <value>Of answers that are no pages. A page sets a policy of its own.</value>
    private const string NoPage = "default-src 'none'; frame-ancestors 'none'";

    private static readonly ApiError HasSteps = ApiError.Bad("The path has a segment \".\" or \"..\", which isn't allowed, also when it is encoded. Use ids in the path.", "bad_path");

    private readonly MetricsListener? _metrics = options is { Metrics: true, MetricsUrl: { } url } ? new MetricsListener(SettingRules.ListenPort(url)) : null;

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = NoPage;
        var path = RawPath.Read(http);
        if (PathStep.IsIn(path)) return ApiResult.From(HasSteps).WriteAsync(http).AsTask();
        if (_metrics is not null && !_metrics.Serves(http, path)) return ApiResult.From(ApiError.NoSuchRoute).WriteAsync(http).AsTask();
        return next(http);
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Server.Api.Http;

/// <summary>
/// Gives every failure the API's shape, whoever it comes from: routing, the store, a bug, or Kestrel while it reads a body. A request that
/// Kestrel refuses by its request line or its headers doesn't come here: that answer has no body.
/// </summary>
internal sealed partial class ErrorAnswers(ILogger<ErrorAnswers> log)
{
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            await AnswerAsync(http, e);
            return;
        }
        if (http.Response.StatusCode >= 400 && http.Response is { ContentLength: null, ContentType: null })
            await AnswerAsync(http, ApiError.OfStatus(http.Response.StatusCode));
    }

    /// <summary>Answers a request that failed.</summary>
    public ValueTask AnswerAsync(HttpContext http, Exception failure)
    {
        switch (failure)
        {
            case BadHttpRequestException bad:
                return AnswerAsync(http, ApiError.OfStatus(bad.StatusCode));
            case StoreUnavailableException unavailable:
                RefusedByStore(log, http.Request.Method, http.Request.Path, unavailable.Message);
                return AnswerAsync(http, ApiError.Unavailable("The store can't write now: " + unavailable.Message));
            case var _ when http.RequestAborted.IsCancellationRequested:
                // Nobody is there to be answered.
                return ValueTask.CompletedTask;
            default:
                Failed(log, http.Request.Method, http.Request.Path, failure);
                return AnswerAsync(http, ApiError.Internal);
        }
    }

    private static ValueTask AnswerAsync(HttpContext http, ApiError error)
    {
        if (!http.Response.HasStarted) return ApiResult.From(error).WriteAsync(http);
        http.Abort();
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(3000, LogLevel.Error, "Request {Method} {Path} failed because of a bug and was answered with 500", EventName = "RequestFailed")]
    private static partial void Failed(ILogger log, string method, string? path, Exception exception);

    [LoggerMessage(3001, LogLevel.Warning, "Request {Method} {Path} was answered with 503: {Reason}", EventName = "RequestUnavailable")]
    private static partial void RefusedByStore(ILogger log, string method, string? path, string reason);
}

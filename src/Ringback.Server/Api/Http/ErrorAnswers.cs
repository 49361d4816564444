using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Server.Api.Http;

/// <summary>Gives every failure the API's shape, whoever it comes from: routing, Kestrel, the store or a bug.</summary>
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
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ringback.Core.Accept;

namespace Ringback.Server.Api.Http;

/// <summary>Gives every failure the API's shape, whoever it comes from: routing, Kestrel, the store or a bug.</summary>
internal sealed partial class ErrorAnswers(ILogger<ErrorAnswers> log)
{
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        ApiError? error;
        try
        {
            await next(http);
            error = http.Response.StatusCode >= 400 && http.Response is { ContentLength: null, ContentType: null }
                ? ApiError.OfStatus(http.Response.StatusCode)
                : null;
        }
        catch (BadHttpRequestException e)
        {
            error = ApiError.OfStatus(e.StatusCode);
        }
        catch (StoreUnavailableException e)
        {
            RefusedByStore(log, http.Request.Method, http.Request.Path, e.Message);
            error = ApiError.Unavailable("The store can't take this now: " + e.Message);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
            return;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Failed(log, http.Request.Method, http.Request.Path, e);
            error = ApiError.Internal;
        }
        if (error is null) return;
        if (http.Response.HasStarted) http.Abort();
        else await ApiResult.From(error).WriteAsync(http);
    }
}

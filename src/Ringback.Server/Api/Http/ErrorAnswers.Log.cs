using Microsoft.Extensions.Logging;

namespace Ringback.Server.Api.Http;

internal sealed partial class ErrorAnswers
{
    [LoggerMessage(3000, LogLevel.Error, "Request {Method} {Path} failed because of a bug and was answered with 500", EventName = "RequestFailed")]
    private static partial void Failed(ILogger log, string method, string? path, Exception exception);

    [LoggerMessage(3001, LogLevel.Warning, "Request {Method} {Path} was answered with 503: {Reason}", EventName = "RequestUnavailable")]
    private static partial void RefusedByStore(ILogger log, string method, string? path, string reason);
}

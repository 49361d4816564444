using Microsoft.Extensions.Logging;

namespace Ringback.Server.Api.Http;

internal sealed partial class ErrorAnswers
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed: this is a bug")]
    private static partial void Failed(ILogger log, string method, string? path, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "{Method} {Path} was answered 503: {Reason}")]
    private static partial void RefusedByStore(ILogger log, string method, string? path, string reason);
}

using Microsoft.Extensions.Logging;

namespace Ringback.Client;

internal sealed partial class WebhookWorker
{
    [LoggerMessage(1, LogLevel.Error, "The inbox can't be reached; trying again")]
    private partial void LogInboxFailed(Exception exception);

    [LoggerMessage(2, LogLevel.Error, "{EventKey} of {Source} is given up after attempt {Attempt}: {Error}")]
    private partial void LogGivenUp(string source, string eventKey, int attempt, string error);

    [LoggerMessage(3, LogLevel.Warning, "The inbox of {Source} couldn't be purged")]
    private partial void LogPurgeFailed(Exception exception, string source);
}

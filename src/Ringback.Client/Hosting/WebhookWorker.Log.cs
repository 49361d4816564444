using Microsoft.Extensions.Logging;

namespace Ringback.Client;

internal sealed partial class WebhookWorker
{
    [LoggerMessage(4200, LogLevel.Error, "Could not read the inbox; retrying", EventName = "InboxUnavailable")]
    private partial void LogInboxFailed(Exception exception);

    [LoggerMessage(4201, LogLevel.Error, "Gave up event {EventKey} of source {Source} after attempt {Attempt}: {Error}", EventName = "EventGivenUp")]
    private partial void LogGivenUp(string source, string eventKey, int attempt, string error);

    [LoggerMessage(4202, LogLevel.Warning, "Could not purge the inbox of source {Source}; retrying in an hour", EventName = "InboxPurgeFailed")]
    private partial void LogPurgeFailed(Exception exception, string source);
}

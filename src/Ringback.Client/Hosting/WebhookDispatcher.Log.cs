using Microsoft.Extensions.Logging;

namespace Ringback.Client;

internal sealed partial class WebhookDispatcher
{
    [LoggerMessage(1, LogLevel.Debug, "Nothing handles {Type} of {Source}: {EventKey} is left")]
    private partial void LogUnknown(string source, string type, string eventKey);

    [LoggerMessage(2, LogLevel.Warning, "'{Handler}' rejected {EventKey} of {Source}: {Reason}")]
    private partial void LogRejected(string handler, string source, string eventKey, string reason);

    [LoggerMessage(3, LogLevel.Error, "'{Handler}' failed at {EventKey} of {Source}, attempt {Attempt}")]
    private partial void LogFailed(Exception exception, string handler, string source, string eventKey, int attempt);

    [LoggerMessage(4, LogLevel.Debug, "'{Handler}' had handled {EventKey} of {Source} before")]
    private partial void LogDuplicate(string handler, string source, string eventKey);
}

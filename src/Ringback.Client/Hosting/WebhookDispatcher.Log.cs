using Microsoft.Extensions.Logging;

namespace Ringback.Client;

internal sealed partial class WebhookDispatcher
{
    [LoggerMessage(4100, LogLevel.Debug, "Skipped event {EventKey} of source {Source}: no handler takes the type {Type}", EventName = "EventUnhandled")]
    private partial void LogUnknown(string source, string type, string eventKey);

    [LoggerMessage(4101, LogLevel.Warning, "Handler {Handler} rejected event {EventKey} of source {Source}: {Reason}", EventName = "EventRejected")]
    private partial void LogRejected(string handler, string source, string eventKey, string reason);

    [LoggerMessage(4102, LogLevel.Error, "Handler {Handler} failed on event {EventKey} of source {Source}, attempt {Attempt}", EventName = "HandlerFailed")]
    private partial void LogFailed(Exception exception, string handler, string source, string eventKey, int attempt);

    [LoggerMessage(4103, LogLevel.Debug, "Skipped event {EventKey} of source {Source}: handler {Handler} has handled it before", EventName = "EventHandledBefore")]
    private partial void LogDuplicate(string handler, string source, string eventKey);
}

using Microsoft.Extensions.Logging;

namespace Ringback.Client;

internal sealed partial class WebhookReceiver
{
    [LoggerMessage(4000, LogLevel.Information, "Refused a webhook for source {Source} ({Refusal}): {Reason}", EventName = "WebhookRefused")]
    private partial void LogRefused(string source, WebhookRefusal refusal, string reason);

    [LoggerMessage(4001, LogLevel.Debug, "Stored {Stored} events of source {Source}; {Duplicates} were duplicates", EventName = "WebhookStored")]
    private partial void LogStored(string source, int stored, int duplicates);

    [LoggerMessage(4002, LogLevel.Error, "Could not store an event of source {Source}; the provider was asked to send it again", EventName = "WebhookNotStored")]
    private partial void LogNotStored(Exception exception, string source);
}

using Microsoft.Extensions.Logging;

namespace Ringback.Client;

internal sealed partial class WebhookReceiver
{
    [LoggerMessage(1, LogLevel.Information, "A webhook for {Source} was refused ({Refusal}): {Reason}")]
    private partial void LogRefused(string source, WebhookRefusal refusal, string reason);

    [LoggerMessage(2, LogLevel.Debug, "Of {Source} {Stored} events were stored; {Duplicates} were there already")]
    private partial void LogStored(string source, int stored, int duplicates);

    [LoggerMessage(3, LogLevel.Error, "An event of {Source} couldn't be stored; the provider was told to send it again")]
    private partial void LogNotStored(Exception exception, string source);
}

using Microsoft.Extensions.Logging;

namespace Ringback.Core.Deliver;

internal sealed partial class Deliverer
{
    [LoggerMessage(1100, LogLevel.Error, "Could not deliver message {MessageId} to endpoint number {EndpointNumber}; the delivery stays on record and is retried", EventName = "DeliveryFailed")]
    private static partial void LogBug(ILogger logger, string messageId, int endpointNumber, Exception bug);

    [LoggerMessage(1101, LogLevel.Error, "Could not read the deliveries of endpoint number {EndpointNumber}", EventName = "LaneReadFailed")]
    private static partial void LogFetchFailed(ILogger logger, int endpointNumber, Exception failure);

    [LoggerMessage(1102, LogLevel.Error, "Could not decrypt the secrets of endpoint {EndpointId}; its messages wait: {Reason}", EventName = "EndpointSecretsUnreadable")]
    private static partial void LogUnreadable(ILogger logger, string endpointId, string reason);

    [LoggerMessage(1103, LogLevel.Warning, "Stopped before {Deliveries} deliveries had ended; they are sent again after the next start", EventName = "DeliveriesCutOff")]
    private static partial void LogCutOff(ILogger logger, int deliveries);

    [LoggerMessage(1105, LogLevel.Error, "Could not park the deliveries of endpoint number {EndpointNumber} after a failure; retrying in {RetryDelay}", EventName = "DeliveriesNotParked")]
    private static partial void LogParkFailed(ILogger logger, int endpointNumber, TimeSpan retryDelay, Exception failure);
}

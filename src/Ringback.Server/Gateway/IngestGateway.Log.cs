using Microsoft.Extensions.Logging;

namespace Ringback.Server.Gateway;

// Sources by their ids: a path would tell the token.
internal sealed partial class IngestGateway
{
    [LoggerMessage(3100, LogLevel.Warning, "A request to source {SourceId} was answered with 503, so that the provider sends it again: {Reason}", EventName = "IngestUnavailable")]
    private static partial void NotStored(ILogger logger, string sourceId, string reason);

    [LoggerMessage(3101, LogLevel.Error, "A request to source {SourceId} failed because of a bug", EventName = "IngestFailed")]
    private static partial void Broke(ILogger logger, string sourceId, Exception failure);
}

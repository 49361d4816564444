using Microsoft.Extensions.Logging;

namespace Ringback.Server.Gateway;

// Sources by their ids: a path would tell the token.
internal sealed partial class IngestGateway
{
    [LoggerMessage(1, LogLevel.Warning, "An event for {Source} was answered 503: {Reason}")]
    private static partial void NotStored(ILogger logger, string source, string reason);

    [LoggerMessage(2, LogLevel.Error, "A request to {Source} failed.")]
    private static partial void Broke(ILogger logger, string source, Exception failure);
}

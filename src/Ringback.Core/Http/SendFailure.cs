using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Ringback.Core.Http;

/// <summary>Tells failures of the network and of receivers, which are data, from bugs of ours, which aren't.</summary>
internal static class SendFailure
{
    /// <summary>None: it isn't a failure of theirs, let it be thrown.</summary>
    public static FailureKind KindOf(Exception exception)
    {
        // A host that has no valid international form shows only when the request is made.
        if (exception is FormatException) return FailureKind.InvalidRequest;
        if (exception is not (HttpRequestException or IOException or SocketException)) return FailureKind.None;
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case DestinationRefusedException:
                    return FailureKind.DestinationRefused;
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery }:
                    return FailureKind.NameNotFound;
                case AuthenticationException:
                    return FailureKind.TlsFailed;
                case HttpProtocolException: // HTTP/2: the receiver gave up on the stream or the connection
                    return FailureKind.ConnectionReset;
            }
        }
        var error = exception switch
        {
            HttpRequestException request => request.HttpRequestError,
            HttpIOException io => io.HttpRequestError,
            _ => HttpRequestError.Unknown,
        };
        return error switch
        {
            HttpRequestError.NameResolutionError => FailureKind.NameNotFound,
            HttpRequestError.ConnectionError => FailureKind.ConnectFailed,
            HttpRequestError.SecureConnectionError => FailureKind.TlsFailed,
            HttpRequestError.ConfigurationLimitExceeded => FailureKind.HeadTooLarge,
            HttpRequestError.ResponseEnded or HttpRequestError.Unknown => FailureKind.ConnectionReset,
            _ => FailureKind.ProtocolError,
        };
    }

    /// <summary>What to put on record; with the guard's reason, when it was the guard.</summary>
    public static string TextOf(FailureKind kind, Exception? exception)
    {
        var text = FailureText.Describe(kind);
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is DestinationRefusedException refused) return $"{text}: {refused.Reason}";
        }
        return text;
    }
}

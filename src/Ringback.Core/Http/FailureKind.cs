namespace Ringback.Core.Http;

/// <summary>Why there was no response. A response whose head came has a status, and the status decides.</summary>
internal enum FailureKind : byte
{
    /// <summary>There was a response: its status decides.</summary>
    None = 0,

    /// <summary>No response's head within the time for the whole exchange.</summary>
    Timeout = 1,

    /// <summary>The host name has no address, or the look-up failed.</summary>
    NameNotFound = 2,

    /// <summary>The guard refused an address that the URL leads to.</summary>
    DestinationRefused = 3,

    /// <summary>Nobody accepted the connection.</summary>
    ConnectFailed = 4,

    /// <summary>The certificate isn't valid for the host, or TLS couldn't be agreed on.</summary>
    TlsFailed = 5,

    /// <summary>The connection broke before the response's head was whole.</summary>
    ConnectionReset = 6,

    /// <summary>What came back is no HTTP.</summary>
    ProtocolError = 7,

    /// <summary>A bug of ours: the log has it.</summary>
    OwnFault = 9,

    /// <summary>The response's head is larger than what is read of one.</summary>
    HeadTooLarge = 10,

    /// <summary>The URL or a header can't be made into a request.</summary>
    InvalidRequest = 11,
}

/// <summary>What is put on record in the place of a response: for whoever runs the endpoint, without our insides.</summary>
internal static class FailureText
{
    public static string Describe(FailureKind failure) => failure switch
    {
        FailureKind.None => "",
        FailureKind.Timeout => "there was no response within the time limit",
        FailureKind.NameNotFound => "the host name could not be resolved",
        FailureKind.DestinationRefused => "the destination is not allowed",
        FailureKind.ConnectFailed => "the connection could not be opened",
        FailureKind.TlsFailed => "the TLS handshake failed: invalid certificate, or no common protocol version",
        FailureKind.ConnectionReset => "the connection was closed before a response came",
        FailureKind.ProtocolError => "the response is not valid HTTP",
        FailureKind.OwnFault => "the request could not be sent because of an error in the sending server",
        FailureKind.HeadTooLarge => "the headers of the response are larger than 256 KiB",
        FailureKind.InvalidRequest => "the URL or a header of the endpoint is not valid, so no request could be made",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, null),
    };
}

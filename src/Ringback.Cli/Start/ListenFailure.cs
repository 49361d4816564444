using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Ringback.Cli.Start;

/// <summary>Why a listener didn't start, for whoever started it.</summary>
internal static class ListenFailure
{
    /// <summary>A sentence with the remedy; null when it is something else.</summary>
    /// <param name="failure">What starting threw.</param>
    /// <param name="addresses">Where it should have listened.</param>
    /// <param name="flag">Gives another address.</param>
    public static string? Explain(Exception failure, IEnumerable<string> addresses, string flag) => failure switch
    {
        IOException { InnerException: AddressInUseException } =>
            $"{failure.Message.TrimEnd('.')}. Stop the program that listens on this address, or use another address with {flag}.",
        SocketException or IOException { InnerException: SocketException } =>
            $"can't listen on {string.Join(", ", addresses)}: {failure.Message.TrimEnd('.')}. Use another address with {flag}.",
        _ => null,
    };
}

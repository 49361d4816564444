using System.Net;

namespace Ringback.Core.Receive.Verify;

/// <summary>What a provider sent, before anything in it is believed.</summary>
internal readonly record struct IncomingRequest
{
    /// <summary>In capitals, as it came.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// The whole URL with its query, as the provider saw it: some sign it. Behind a proxy that is the public URL,
    /// not what reached us.
    /// </summary>
    public required string Url { get; init; }

    public required IRequestHeaders Headers { get; init; }

    /// <summary>The bytes as they came, not decompressed, decoded or parsed.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Who called: the connection's peer, or what a trusted proxy says. Null when unknown.</summary>
    public IPAddress? RemoteAddress { get; init; }
}

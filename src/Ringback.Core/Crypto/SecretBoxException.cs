namespace Ringback.Core.Crypto;

/// <summary>Why an envelope didn't open.</summary>
internal enum SecretBoxFault
{
    WrongKey,
    UnknownVersion,
    Damaged,
}

/// <summary>A stored secret didn't open; the message says which key was needed, and never holds any of the secret.</summary>
internal sealed class SecretBoxException(SecretBoxFault fault, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public SecretBoxFault Fault { get; } = fault;
}

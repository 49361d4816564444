namespace Ringback.Core.Intake;

/// <summary>Bytes are no request in a format that this version reads; the message says why.</summary>
internal sealed class RequestFormatException(string reason) : Exception(reason);

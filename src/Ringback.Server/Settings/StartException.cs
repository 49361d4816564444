namespace Ringback.Server.Settings;

/// <summary>Something outside the program keeps it from starting; the message says what, and what to do about it.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);

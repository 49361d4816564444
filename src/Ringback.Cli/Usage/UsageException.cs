namespace Ringback.Cli.Usage;

/// <summary>The command was asked wrongly; the message says how to ask.</summary>
internal sealed class UsageException(string message) : Exception(message);

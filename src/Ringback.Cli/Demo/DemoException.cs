namespace Ringback.Cli.Demo;

/// <summary>Something in the demo didn't go as it should; the message says what.</summary>
internal sealed class DemoException(string message) : Exception(message);

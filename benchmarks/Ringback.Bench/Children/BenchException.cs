namespace Ringback.Bench.Children;

/// <summary>A measure could not be taken, for a reason the reader can act on. Printed without a stack trace.</summary>
internal sealed class BenchException(string message) : Exception(message);

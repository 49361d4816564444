namespace Ringback.Cli.Demo;

/// <summary>One of the demo's receivers, as the server knows it: an endpoint.</summary>
/// <param name="Name">Also the endpoint's uid.</param>
/// <param name="About">What is special about it.</param>
/// <param name="EventType">The one type that it takes; null takes all.</param>
/// <param name="FailFirst">So many attempts of each message fail.</param>
internal sealed record DemoReceiver(string Name, string About, string? EventType, int FailFirst)
{
    public bool Takes(DemoMessage message) => EventType is null || EventType == message.EventType;
}

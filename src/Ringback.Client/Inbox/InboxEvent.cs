namespace Ringback.Client;

/// <summary>An event in the inbox.</summary>
/// <param name="Source">The sender's name in this application.</param>
/// <param name="EventKey">What tells it from all others of its source (<see cref="WebhookEvent.Key"/>).</param>
/// <param name="Type">Its type; null when it has none.</param>
/// <param name="Body">Its bytes as they came.</param>
/// <param name="ReceivedAt">When it came, to the millisecond.</param>
/// <param name="Attempt">Which attempt this is, from 1; 0 before the first.</param>
public sealed record InboxEvent(string Source, string EventKey, string? Type, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt, int Attempt = 0);

namespace Ringback.Intake.RabbitMQ;

/// <summary>How the intake uses its broker. The initializers are what a server runs with.</summary>
internal sealed record RabbitOptions
{
    /// <summary>The nodes of the broker: each attempt to connect uses the next one. They hold a password: never to be logged.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    /// <summary>How long a request waits for the broker's confirm; then the connection is abandoned.</summary>
    public TimeSpan ConfirmDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long connecting, or a question to the broker, may take.</summary>
    public TimeSpan AnswerDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests that wait for their confirm; more are refused.</summary>
    public int MostInFlight { get; init; } = 10_000;

    /// <summary>Bytes of the requests that wait for their confirm.</summary>
    public long MostBytesInFlight { get; init; } = 64 << 20;

    /// <summary>
    /// Requests that the broker hands out, of each queue, before they are acknowledged. Those of a lost connection go back in their order and are
    /// handed out first; who could take fewer than that would put them behind the rest. So all nodes have the same number, and a later
    /// version may raise it but not lower it.
    /// </summary>
    public ushort Prefetch { get; init; } = 250;

    /// <summary>
    /// How long requests are held while the store can't take them. Then they go back to the broker, where they are in their order, so that
    /// another node can have them. Far less than the broker's own limit (<c>consumer_timeout</c>, 30 minutes).
    /// </summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(30);
}

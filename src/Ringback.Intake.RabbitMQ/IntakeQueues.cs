using RabbitMQ.Client;

namespace Ringback.Intake.RabbitMQ;

/// <summary>
/// The queues of the intake. All of them are quorum queues: a confirm means that a majority of the broker's nodes has synced the request to
/// its disk. A source has one queue, and a queue has one active consumer, so the requests of a source stay in their order.
/// </summary>
internal static class IntakeQueues
{
    /// <value>Fixed: with another number a source would change its queue, and its newer requests could overtake older ones.</value>
    public const int Count = 4;

    public const string Dead = "ringback.in.dead";

    /// <value>
    /// How often a request may go back to the broker. Ringback never refuses a request to have it again, so that only lost connections
    /// count. Beyond, the broker moves it to the dead letters.
    /// </value>
    private const int MostDeliveries = 100_000;

    public static readonly IReadOnlyList<string> Names = [.. Enumerable.Range(0, Count).Select(static i => $"ringback.in.{i}")];

    /// <summary>The queue of a source.</summary>
    /// <param name="application">The source's.</param>
    public static string Of(int application) => Names[(int)((uint)application * 2654435769u >> 30)];

    /// <summary>Makes the queues that are missing.</summary>
    public static async Task DeclareAsync(IChannel channel, CancellationToken stop)
    {
        await channel.QueueDeclareAsync(Dead, durable: true, exclusive: false, autoDelete: false, DeadArguments(), cancellationToken: stop).ConfigureAwait(false);
        foreach (var name in Names)
            await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, Arguments(), cancellationToken: stop).ConfigureAwait(false);
    }

    private static Dictionary<string, object?> DeadArguments() => new(StringComparer.Ordinal)
    {
        ["x-queue-type"] = "quorum",
        // Else the broker drops what came back often, from RabbitMQ 4 on after 20 times.
        ["x-delivery-limit"] = MostDeliveries,
        ["x-overflow"] = "reject-publish",
    };

    private static Dictionary<string, object?> Arguments() => new(DeadArguments(), StringComparer.Ordinal)
    {
        ["x-single-active-consumer"] = true,
        ["x-dead-letter-exchange"] = "",
        ["x-dead-letter-routing-key"] = Dead,
        ["x-dead-letter-strategy"] = "at-least-once",
    };
}

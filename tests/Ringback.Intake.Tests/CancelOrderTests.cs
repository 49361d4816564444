using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Ringback.Testing;

namespace Ringback.Intake.Tests;

/// <summary>Why a consumer isn't cancelled while the store is away (ADR 50): what the broker does then.</summary>
[Trait("Category", "Slow")]
public sealed class CancelOrderTests(RabbitFixture fixture) : RabbitIntakeTest(fixture), IClassFixture<RabbitFixture>
{
    [Theory]
    [InlineData(true, 6)]
    [InlineData(false, 1)]
    public async Task The_next_consumer_gets_what_is_behind_the_requests_that_a_cancelled_one_still_holds(bool cancels, int first)
    {
        await using var connection = await new ConnectionFactory { Uri = Server.Address }.CreateConnectionAsync();
        await using var publisher = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        const string queue = "order";
        await publisher.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-single-active-consumer"] = true });
        for (byte i = 1; i <= 10; i++) await publisher.BasicPublishAsync("", queue, new[] { i });
        var (holder, held, tag) = await ConsumeAsync(connection, queue, prefetch: 5);
        await Wait.UntilAsync(() => held.Count == 5);
        var (_, next, _) = await ConsumeAsync(connection, queue, prefetch: 5);
        next.ShouldBeEmpty();
        if (cancels) await holder.BasicCancelAsync(tag);
        else await holder.CloseAsync();
        await Wait.UntilAsync(() => next.Count == 5);
        next.ShouldBe(Enumerable.Range(first, 5).Select(i => (byte)i));
    }

    private static async Task<(IChannel Channel, List<byte> Got, string Tag)> ConsumeAsync(IConnection connection, string queue, ushort prefetch)
    {
        var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, prefetch, global: false);
        var got = new List<byte>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            got.Add(delivery.Body.Span[0]);
            return Task.CompletedTask;
        };
        return (channel, got, await channel.BasicConsumeAsync(queue, autoAck: false, consumer));
    }
}

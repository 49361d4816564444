using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Ringback.Core.Commit;
using Ringback.Core.Intake;

namespace Ringback.Intake.RabbitMQ;

/// <summary>
/// Takes the requests of one queue, gives them to the store, and acknowledges them when they are committed. What the broker hands out before
/// is limited, so that a store which takes nothing means no more than that in memory.
/// </summary>
internal sealed class QueueConsumer(RabbitOptions options, ReceivedDrain drain, Func<double> draw, TimeProvider clock)
{
    // At most as many as the broker hands out.
    private readonly Channel<(ulong Tag, HeldRequest Request)> _arrived = Channel.CreateUnbounded<(ulong Tag, HeldRequest Request)>();

    /// <summary>Consumes until the connection is of no use any more, and throws why.</summary>
    public async Task RunAsync(IConnection connection, string queue, CancellationToken stop)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: stop).WaitAsync(options.AnswerDeadline, stop).ConfigureAwait(false);
        channel.ChannelShutdownAsync += (_, shutdown) => EndAsync($"The broker closed the channel: {shutdown.ReplyText}");
        await channel.BasicQosAsync(0, options.Prefetch, global: false, stop).WaitAsync(options.AnswerDeadline, stop).ConfigureAwait(false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => ArrivedAsync(delivery);
        consumer.UnregisteredAsync += (_, _) => EndAsync("The broker ended the consumer.");
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, stop).WaitAsync(options.AnswerDeadline, stop).ConfigureAwait(false);
        var batch = new List<HeldRequest>();
        while (await _arrived.Reader.WaitToReadAsync(stop).ConfigureAwait(false))
        {
            batch.Clear();
            var last = 0ul;
            while (_arrived.Reader.TryRead(out var arrived))
            {
                last = arrived.Tag;
                batch.Add(arrived.Request);
            }

            await GiveAsync(batch, stop).ConfigureAwait(false);
            await channel.BasicAckAsync(last, multiple: true, CancellationToken.None).AsTask().WaitAsync(options.AnswerDeadline, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Tries for as long as requests may be held. They aren't refused to have them again: that would only turn them round and round.</summary>
    private async Task GiveAsync(List<HeldRequest> batch, CancellationToken stop)
    {
        var since = clock.GetTimestamp();
        for (var failures = 1; ; failures++)
        {
            try
            {
                await drain.DrainAsync(batch).ConfigureAwait(false);
                return;
            }
            catch (StoreUnavailableException unavailable)
            {
                if (clock.GetElapsedTime(since) > options.Hold)
                    throw new BrokerFaultException($"Received requests go back to the broker, because they can't be stored now: {unavailable.Message}");
            }

            await Task.Delay(RetryPause.After(failures, draw()), clock, stop).ConfigureAwait(false);
        }
    }

    private Task ArrivedAsync(BasicDeliverEventArgs delivery)
    {
        // The client uses its buffer again after this.
        _arrived.Writer.TryWrite((delivery.DeliveryTag, new HeldRequest(delivery.Body.ToArray())));
        return Task.CompletedTask;
    }

    private Task EndAsync(string reason)
    {
        _arrived.Writer.TryComplete(new BrokerFaultException(reason));
        return Task.CompletedTask;
    }
}

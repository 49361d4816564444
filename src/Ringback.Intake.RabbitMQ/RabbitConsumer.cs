using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Ringback.Core.Commit;
using Ringback.Core.Intake;

namespace Ringback.Intake.RabbitMQ;

/// <summary>Consumes all queues on a connection of its own. Of several nodes, the broker lets one consume a queue at a time.</summary>
internal sealed class RabbitConsumer : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly RabbitOptions _options;
    private readonly ReceivedDrain _drain;
    private readonly StoreHealth _health;
    private readonly Func<double> _draw;
    private readonly TimeProvider _clock;
    private readonly ConnectionSupervisor _supervisor;

    public RabbitConsumer(RabbitOptions options, BrokerConnector connector, ReceivedDrain drain, StoreHealth health, Func<double> draw, TimeProvider clock, ILogger logger)
    {
        (_options, _drain, _health, _draw, _clock) = (options, drain, health, draw, clock);
        _supervisor = new ConnectionSupervisor("consuming", connector, UseAsync, draw, clock, logger);
    }

    public void Start() => _supervisor.Start();

    public Task StopAsync() => _supervisor.StopAsync();

    public ValueTask DisposeAsync() => _supervisor.DisposeAsync();

    private async Task UseAsync(IConnection connection, CancellationToken stop)
    {
        using (var setup = await connection.CreateChannelAsync(cancellationToken: stop).WaitAsync(_options.AnswerDeadline, stop).ConfigureAwait(false))
            await IntakeQueues.DeclareAsync(setup, stop).WaitAsync(_options.AnswerDeadline, stop).ConfigureAwait(false);
        await WaitForStoreAsync(connection, stop).ConfigureAwait(false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var consuming = IntakeQueues.Names.Select(queue => new QueueConsumer(_options, _drain, _draw, _clock).RunAsync(connection, queue, ending.Token)).ToArray();
        try
        {
            await (await Task.WhenAny(consuming).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await LetEndAsync(consuming).ConfigureAwait(false);
        }
    }

    /// <summary>A node whose store can't commit leaves the queues to others. Its store is tried now and then all the same.</summary>
    private async Task WaitForStoreAsync(IConnection connection, CancellationToken stop)
    {
        var since = _clock.GetTimestamp();
        while (!_health.Writable && connection.IsOpen && _clock.GetElapsedTime(since) < _options.Hold)
            await Task.Delay(LookEvery, _clock, stop).ConfigureAwait(false);
    }

    /// <summary>What a consumer has given to the store meanwhile ends with the store's answer; the next ones recognise it.</summary>
    private async Task LetEndAsync(Task[] consuming)
    {
        try
        {
            await Task.WhenAll(consuming).WaitAsync(_options.AnswerDeadline).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The first one's failure is thrown already.
        }
    }
}

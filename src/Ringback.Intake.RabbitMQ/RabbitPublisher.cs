using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Ringback.Core.Commit;
using Ringback.Core.Intake;
using Ringback.Core.Observe;

namespace Ringback.Intake.RabbitMQ;

/// <summary>
/// Publishes requests on a connection of its own, which an alarm of the broker may block while acknowledging goes on. The requests that wait
/// for their confirm are limited by number and by bytes: what is more is refused at once.
/// </summary>
internal sealed class RabbitPublisher : IDeadLetters, IAsyncDisposable
{
    private readonly RabbitOptions _options;
    private readonly ConnectionSupervisor _supervisor;
    private readonly PublishLimit _limit;
    private volatile PublishSession? _session;

    public RabbitPublisher(RabbitOptions options, BrokerConnector connector, Func<double> draw, TimeProvider clock, ILogger logger)
    {
        _options = options;
        _limit = new PublishLimit(options.MostInFlight, options.MostBytesInFlight);
        _supervisor = new ConnectionSupervisor("publishing", connector, UseAsync, draw, clock, logger);
    }

    /// <value>Why nothing can be published now; null when it can.</value>
    public string? Fault => _session is { } session ? session.Blocked : _supervisor.Fault ?? "The broker is being connected.";

    public void Start() => _supervisor.Start();

    public Task StopAsync() => _supervisor.StopAsync();

    /// <summary>Completes when the broker has confirmed it.</summary>
    /// <param name="reason">Why it is a dead letter; null when it is none.</param>
    /// <exception cref="StoreUnavailableException">It isn't confirmed; it may be in the broker all the same.</exception>
    public async Task PublishAsync(string queue, ReadOnlyMemory<byte> bytes, string? reason = null)
    {
        if (Fault is { } fault)
            throw Refused(fault);
        if (!_limit.TryEnter(bytes.Length))
            throw Refused("Too many requests wait for the broker.");
        var request = new PendingPublish(queue, bytes, reason);
        try
        {
            if (_session?.TryAdd(request) != true)
                request.Fail("The broker isn't connected.");
            await request.Task.ConfigureAwait(false);
            IntakeMetrics.Confirmed(request.Started);
        }
        catch (StoreUnavailableException)
        {
            IntakeMetrics.NotConfirmed();
            throw;
        }
        finally
        {
            _limit.Leave(bytes.Length);
        }
    }

    public Task AddAsync(ReadOnlyMemory<byte> bytes, string reason) => PublishAsync(IntakeQueues.Dead, bytes, reason);

    public ValueTask DisposeAsync() => _supervisor.DisposeAsync();

    private async Task UseAsync(IConnection connection, CancellationToken stop)
    {
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);
        var channel = await connection.CreateChannelAsync(options, stop).WaitAsync(_options.AnswerDeadline, stop).ConfigureAwait(false);
        await IntakeQueues.DeclareAsync(channel, stop).WaitAsync(_options.AnswerDeadline, stop).ConfigureAwait(false);
        var session = new PublishSession(_options.ConfirmDeadline);
        var running = session.RunAsync(connection, channel, stop);
        _session = session;
        try
        {
            await running.ConfigureAwait(false);
        }
        finally
        {
            _session = null;
        }
    }

    private static StoreUnavailableException Refused(string reason)
    {
        IntakeMetrics.NotConfirmed();
        return new StoreUnavailableException(reason);
    }
}

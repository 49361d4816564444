using Microsoft.Extensions.Logging;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Intake;
using Ringback.Core.Messages;

namespace Ringback.Intake.RabbitMQ;

/// <summary>
/// The intake <c>rabbitmq</c>: a request is durable when a majority of the broker's nodes has it on disk. It goes into the store when the
/// store takes it, after the provider was answered.
/// </summary>
internal sealed class RabbitIntake : IReceivedIntake
{
    /// <value>What a broker takes by default since version 4 is 16 MiB; larger requests go straight to the store, and may overtake.</value>
    private const int MostBytes = 15 << 20;

    private readonly Catalog _catalog;
    private readonly IAcceptStore _store;
    private readonly RabbitPublisher _publisher;
    private readonly RabbitConsumer _consumer;

    public RabbitIntake(RabbitOptions options, Catalog catalog, IAcceptStore store, StoreHealth health, Func<double> draw, TimeProvider clock, ILogger<RabbitIntake> logger)
    {
        (_catalog, _store) = (catalog, store);
        var connector = new BrokerConnector(options, draw);
        _publisher = new RabbitPublisher(options, connector, draw, clock, logger);
        _consumer = new RabbitConsumer(options, connector, new ReceivedDrain(store, catalog, _publisher, clock, logger), health, draw, clock, logger);
    }

    public string? Fault => _publisher.Fault;

    public async ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request)
    {
        if (_catalog.Application(request.ApplicationId) is not { } source)
            return default;
        var bytes = RequestFormat.Write(new KeptRequest(source.Ksuid, request));
        if (bytes.Length > MostBytes)
            return await _store.ReceiveAsync(request).ConfigureAwait(false);
        await _publisher.PublishAsync(IntakeQueues.Of(request.ApplicationId), bytes).ConfigureAwait(false);
        return ReceivedResult.NotDecided;
    }

    public void Start()
    {
        _publisher.Start();
        _consumer.Start();
    }

    /// <summary>The consumer first: its dead letters need the publisher.</summary>
    public async Task StopAsync()
    {
        await _consumer.StopAsync().ConfigureAwait(false);
        await _publisher.StopAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync().ConfigureAwait(false);
        await _publisher.DisposeAsync().ConfigureAwait(false);
    }
}

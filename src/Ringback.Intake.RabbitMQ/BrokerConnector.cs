using RabbitMQ.Client;

namespace Ringback.Intake.RabbitMQ;

/// <summary>
/// Opens connections to the broker and lets go of them, each within a time limit. The client's own recovery is off: after a restart of the
/// broker its calls can hang for ever (rabbitmq-dotnet-client #1930), so a connection that fails is replaced by a new one.
/// </summary>
internal sealed class BrokerConnector(RabbitOptions options, Func<double> draw)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2);

    // Nodes don't all begin with the first address.
    private int _next = (int)(draw() * options.Addresses.Count);

    /// <param name="name">What the broker shows of the connection.</param>
    /// <exception cref="TimeoutException">The broker didn't answer in time.</exception>
    public async Task<IConnection> ConnectAsync(string name, CancellationToken stop)
    {
        var address = options.Addresses[(int)((uint)Interlocked.Increment(ref _next) % options.Addresses.Count)];
        var connecting = FactoryFor(address).CreateConnectionAsync(name, CancellationToken.None);
        try
        {
            return await connecting.WaitAsync(options.AnswerDeadline, stop).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It may succeed later, when nobody wants it any more.
            _ = connecting.ContinueWith(static late => Abandon(late.Result), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            _ = connecting.ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Closes a connection without waiting for it: what it was doing may hang.</summary>
    public static void Abandon(IConnection connection) => _ = Task.Run(() => CloseQuietlyAsync(connection));

    /// <summary>Closes a connection that works, so that what was sent arrives; not longer than two seconds.</summary>
    public static async Task CloseAsync(IConnection connection)
    {
        try
        {
            await CloseQuietlyAsync(connection).WaitAsync(CloseTime + CloseTime).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The broker sees the end of the connection at the latest by its heartbeat.
        }
    }

    private static async Task CloseQuietlyAsync(IConnection connection)
    {
        try
        {
            await connection.CloseAsync(Constants.ReplySuccess, "Closed", CloseTime, abort: true, CancellationToken.None).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It is of no use any more, whatever is wrong with it.
        }
    }

    private ConnectionFactory FactoryFor(Uri address) => new()
    {
        Uri = address,
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
        RequestedHeartbeat = Heartbeat,
        RequestedConnectionTimeout = options.AnswerDeadline,
        HandshakeContinuationTimeout = options.AnswerDeadline,
        ContinuationTimeout = options.AnswerDeadline,
        ConsumerDispatchConcurrency = 1,
    };
}

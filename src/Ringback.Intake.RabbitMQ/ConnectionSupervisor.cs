using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Ringback.Core.Background;
using Ringback.Core.Intake;
using Ringback.Core.Observe;

namespace Ringback.Intake.RabbitMQ;

/// <summary>
/// Keeps one connection to the broker: connects, hands it out, and replaces it when it ends, for as long as the server runs. It never waits
/// for anything without a time limit, and it never gives up; between attempts it waits up to five seconds.
/// </summary>
/// <param name="purpose">What the connection is for, in the log and in what the broker shows.</param>
/// <param name="use">Uses the connection; returns, or throws why, when it is of no use any more or the token is canceled.</param>
/// <param name="draw">Gives a number from 0 to 1 by chance.</param>
internal sealed partial class ConnectionSupervisor(
    string purpose, BrokerConnector connector, Func<IConnection, CancellationToken, Task> use, Func<double> draw, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    /// <value>A connection that lived that long was a good one: the next attempt follows soon.</value>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(5);

    private BackgroundLoop? _loop;
    private int _failures;
    private string? _reported;

    /// <value>Why there is no connection; null while there is one.</value>
    public string? Fault { get; private set; } = "The broker isn't connected yet.";

    public void Start()
    {
        _loop = new BackgroundLoop(RoundAsync, Failed, clock);
        _loop.Start();
    }

    public Task StopAsync() => _loop?.StopAsync() ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _loop?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask<TimeSpan> RoundAsync(CancellationToken stop)
    {
        var connection = await connector.ConnectAsync($"ringback {purpose}", stop).ConfigureAwait(false);
        var since = clock.GetTimestamp();
        try
        {
            Connected(logger, purpose);
            (Fault, _reported) = (null, null);
            await use(connection, stop).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            throw new InvalidOperationException("The connection ended.");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await BrokerConnector.CloseAsync(connection).ConfigureAwait(false);
            Fault = "The server is stopping.";
            return TimeSpan.Zero;
        }
        catch (Exception)
        {
            IntakeMetrics.ConnectionLost();
            BrokerConnector.Abandon(connection);
            if (clock.GetElapsedTime(since) >= LongEnough)
                _failures = 0;
            throw;
        }
    }

    private TimeSpan Failed(Exception failure)
    {
        var reason = FailureReason.Of(failure);
        Fault = $"The broker isn't connected: {reason}";
        var pause = RetryPause.After(++_failures, draw());
        if (reason != _reported)
            Lost(logger, purpose, reason);
        _reported = reason;
        return pause;
    }

    [LoggerMessage(1112, LogLevel.Information, "Connected to the broker for {Purpose}", EventName = "BrokerConnected")]
    private static partial void Connected(ILogger logger, string purpose);

    [LoggerMessage(1113, LogLevel.Warning, "Lost the connection to the broker for {Purpose}, or could not connect; trying again until it works: {Reason}", EventName = "BrokerUnreachable")]
    private static partial void Lost(ILogger logger, string purpose, string reason);
}

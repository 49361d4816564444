using Microsoft.Extensions.Logging;
using Ringback.Core.Background;
using Ringback.Core.Commit;
using Ringback.Core.Intake;

namespace Ringback.Intake.Spool;

/// <summary>Gives the requests of a spool to the store, the oldest first, and removes them after the commit.</summary>
internal sealed partial class SpoolDrain : IAsyncDisposable
{
    private const int MostTogether = 500;
    private const long MostBytesTogether = 8 << 20;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);

    private readonly SpoolQueue _spool;
    private readonly ReceivedDrain _drain;
    private readonly Func<double> _draw;
    private readonly ILogger _logger;
    private readonly BackgroundLoop _loop;
    private int _failures;

    public SpoolDrain(SpoolQueue spool, ReceivedDrain drain, Func<double> draw, TimeProvider clock, ILogger logger)
    {
        (_spool, _drain, _draw, _logger) = (spool, drain, draw, logger);
        _loop = new BackgroundLoop(_ => RoundAsync(), Failed, clock);
    }

    public void Start() => _loop.Start();

    /// <summary>To be called when a request was appended.</summary>
    public void Wake() => _loop.Wake();

    public Task StopAsync() => _loop.StopAsync();

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async ValueTask<TimeSpan> RoundAsync()
    {
        var requests = await _spool.OldestAsync(MostTogether, MostBytesTogether).ConfigureAwait(false);
        if (requests.Count == 0)
            return LongestSleep;
        await _drain.DrainAsync([.. requests.Select(static request => request.Held)]).ConfigureAwait(false);
        await _spool.RemoveAsync(requests).ConfigureAwait(false);
        if (_failures > 0)
            Works(_logger);
        _failures = 0;
        return TimeSpan.Zero;
    }

    private TimeSpan Failed(Exception failure)
    {
        if (_failures++ == 0)
        {
            if (failure is StoreUnavailableException unavailable)
                Waits(_logger, unavailable.Message);
            else
                Broke(_logger, failure);
        }

        return RetryPause.After(_failures, _draw());
    }

    [LoggerMessage(1114, LogLevel.Warning, "Received requests wait in the spool, because they can't be stored now; retrying until it works: {Reason}", EventName = "SpoolWaits")]
    private static partial void Waits(ILogger logger, string reason);

    [LoggerMessage(1115, LogLevel.Information, "Received requests go from the spool into the store again", EventName = "SpoolDrains")]
    private static partial void Works(ILogger logger);

    [LoggerMessage(1116, LogLevel.Error, "Could not give the requests in the spool to the store because of a bug; retrying", EventName = "SpoolFailed")]
    private static partial void Broke(ILogger logger, Exception failure);
}

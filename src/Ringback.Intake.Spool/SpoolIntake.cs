using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Intake;
using Ringback.Core.Messages;
using Ringback.Core.Observe;

namespace Ringback.Intake.Spool;

/// <summary>
/// The intake <c>spool</c>: a request is durable when it is in a file of this node. It goes into the store when the store takes it, after the
/// provider was answered.
/// </summary>
internal sealed class SpoolIntake : IReceivedIntake
{
    private readonly Catalog _catalog;
    private readonly SpoolQueue _spool;
    private readonly SpoolDrain _drain;

    /// <param name="folder">The data folder.</param>
    /// <param name="limit">Bytes of the requests that may wait.</param>
    /// <exception cref="StoreUnavailableException">The file can't be used; the message says why.</exception>
    public SpoolIntake(string folder, long limit, Catalog catalog, IAcceptStore store, Func<double> draw, TimeProvider clock, ILogger<SpoolIntake> logger)
    {
        _catalog = catalog;
        _spool = new SpoolQueue(Path.Combine(folder, SpoolFile.Name), limit, clock);
        _drain = new SpoolDrain(_spool, new ReceivedDrain(store, catalog, _spool, clock, logger), draw, clock, logger);
    }

    public string? Fault => _spool.IsFull ? "The spool is full." : _spool.Health.Reason;

    public async ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request)
    {
        if (_catalog.Application(request.ApplicationId) is not { } source)
            return default;
        var started = Stopwatch.GetTimestamp();
        try
        {
            await _spool.AppendAsync(RequestFormat.Write(new KeptRequest(source.Ksuid, request))).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            IntakeMetrics.NotConfirmed();
            throw;
        }

        IntakeMetrics.Confirmed(started);
        _drain.Wake();
        return ReceivedResult.NotDecided;
    }

    public void Start() => _drain.Start();

    public Task StopAsync() => _drain.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _drain.DisposeAsync().ConfigureAwait(false);
        _spool.Dispose();
    }
}

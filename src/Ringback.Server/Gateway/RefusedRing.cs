using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ringback.Core.Background;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Server.Node;

namespace Ringback.Server.Gateway;

/// <summary>
/// The last requests that each source refused. Waits in memory, bounded, and is written behind the gateway's back: what is refused costs
/// those that are taken nothing. A crash loses the last second of it.
/// </summary>
internal sealed partial class RefusedRing : IHostedService, IAsyncDisposable
{
    /// <value>Of one source, a second: more tell nothing new.</value>
    private const int KeptPerSecond = 20;

    /// <value>That wait to be written, of all sources together.</value>
    private const int MostBytes = 8 << 20;

    /// <value>Sources whose counts wait to be written.</value>
    private const int MostCounts = 100_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1, 1);

    // All three are bounded by the constants above, and emptied once a second, when they are written.
    private readonly Dictionary<int, GcraLimiter> _limits = [];
    private List<RefusedRequest> _waiting = [];
    private Dictionary<(int Application, string Reason), RefusedCount> _counts = [];
    private readonly RingbackNode _node;
    private readonly ILogger _log;
    private readonly BackgroundLoop _loop;
    private int _bytes;

    public RefusedRing(RingbackNode node, ILogger<RefusedRing> log)
    {
        (_node, _log) = (node, log);
        _loop = new BackgroundLoop(_ => RoundAsync(), Failed, node.Clock);
    }

    /// <summary>Counts a request of a source, and keeps it if it may be kept and there weren't too many just now.</summary>
    public void Add(Visit visit, in GatewayRefusal refusal)
    {
        if (TryCount(visit, refusal)) Keep(visit, refusal);
    }

    /// <summary>Writes what waits: what is read afterwards has all that came before.</summary>
    /// <exception cref="StoreUnavailableException">It goes on waiting.</exception>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            List<RefusedRequest> requests;
            Dictionary<(int, string), RefusedCount> counts;
            lock (_lock)
            {
                if (_counts.Count == 0 && _waiting.Count == 0) return;
                (requests, _waiting) = (_waiting, []);
                (counts, _counts) = (_counts, []);
                _limits.Clear();
            }
            try
            {
                await _node.Store.Refused.KeepAsync(requests, [.. counts.Values]);
            }
            catch (StoreUnavailableException)
            {
                PutBack(requests, counts.Values);
                throw;
            }
            catch (Exception)
            {
                Release(requests);
                throw;
            }
            Release(requests);
        }
        finally
        {
            _writing.Release();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _loop.StopAsync();
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            Failed(failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        _writing.Dispose();
    }

    private bool TryCount(Visit visit, in GatewayRefusal refusal)
    {
        var application = visit.Application;
        lock (_lock)
        {
            Count(new RefusedCount(application, refusal.Reason, 1, visit.Now.ToUnixTimeMilliseconds()));
            if (!refusal.IsKept || _bytes >= MostBytes) return false;
            if (!_limits.TryGetValue(application, out var limit)) _limits[application] = limit = new GcraLimiter(KeptPerSecond, KeptPerSecond);
            return limit.TryTake(visit.Now.UtcTicks);
        }
    }

    private void Keep(Visit visit, in GatewayRefusal refusal)
    {
        var request = new RefusedRequest
        {
            ApplicationId = visit.Application,
            At = visit.Now.ToUnixTimeMilliseconds(),
            Status = refusal.Reply.Status,
            Reason = refusal.Reason,
            Detail = refusal.Detail,
            Method = visit.Method,
            Target = visit.Target,
            RemoteAddress = visit.Caller?.ToString(),
            Headers = HeaderLines.Write(visit.Http.Request.Headers, visit.Path.Token, visit.Prepared.SecretNames, RefusedRequest.MostHeaders),
            Body = visit.Body[..Math.Min(visit.Body.Length, RefusedRequest.MostBody)].ToArray(),
            BodyLength = visit.Body.IsEmpty ? visit.Http.Request.ContentLength : visit.Body.Length,
        };
        lock (_lock)
        {
            _waiting.Add(request);
            _bytes += request.Size;
        }
    }

    private async ValueTask<TimeSpan> RoundAsync()
    {
        await FlushAsync(CancellationToken.None);
        return Pause;
    }

    private TimeSpan Failed(Exception failure)
    {
        if (failure is StoreUnavailableException unavailable) LogUnavailable(_log, unavailable.Message);
        // The ring is a help, not a promise: it goes on with the next.
        else LogFailed(_log, failure);
        return Pause;
    }

    private void Release(List<RefusedRequest> requests)
    {
        lock (_lock) _bytes -= requests.Sum(request => request.Size);
    }

    private void PutBack(List<RefusedRequest> requests, IEnumerable<RefusedCount> counts)
    {
        lock (_lock)
        {
            _waiting.InsertRange(0, requests);
            foreach (var count in counts) Count(count);
        }
    }

    private void Count(RefusedCount more)
    {
        var key = (more.ApplicationId, more.Reason);
        if (_counts.TryGetValue(key, out var count)) more = more with { Count = more.Count + count.Count, Last = Math.Max(more.Last, count.Last) };
        else if (_counts.Count >= MostCounts) return;
        _counts[key] = more;
    }

    [LoggerMessage(3103, LogLevel.Warning, "Could not write the refused requests; they wait in memory: {Reason}", EventName = "RefusedRequestsUnavailable")]
    private static partial void LogUnavailable(ILogger logger, string reason);

    [LoggerMessage(3104, LogLevel.Error, "Could not write the refused requests because of a bug; they are lost", EventName = "RefusedRequestsFailed")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}

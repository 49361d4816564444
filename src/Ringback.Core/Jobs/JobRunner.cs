using Microsoft.Extensions.Logging;
using Ringback.Core.Background;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Core.Jobs;

/// <summary>
/// Takes the steps of jobs, one step each in turn, and of retention between them. A fan-out or replay pauses while Deliver has its hands
/// full, so that a message to a million endpoints fills neither memory nor the table of work.
/// </summary>
internal sealed partial class JobRunner : IAsyncDisposable
{
    /// <value>Jobs that take turns; more wait for the oldest.</value>
    private const int Turns = 256;

    /// <value>Steps of one job that may fail for a reason of our own before it is given up.</value>
    private const int MostFailures = 5;

    private static readonly TimeSpan RetainEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhenFull = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(5);

    // Of jobs that take turns: one leaves when a step succeeds, when it is given up, and when it no longer runs.
    private readonly Dictionary<long, int> _failures = [];
    private readonly BackgroundLoop _loop;
    private readonly IJobStore _store;
    private readonly TimeProvider _clock;
    private readonly Func<bool> _roomForWork;
    private readonly ILogger _logger;
    private TimeSpan _backoff = FirstBackoff;
    private long _retainedAt;
    private volatile bool _jobs = true;

    /// <param name="store">Keeps the jobs; whoever adds one calls <see cref="Wake"/>.</param>
    /// <param name="clock">For retention and backoff.</param>
    /// <param name="roomForWork">Whether Deliver can take more work.</param>
    /// <param name="logger">Hears what goes wrong.</param>
    public JobRunner(IJobStore store, TimeProvider clock, Func<bool> roomForWork, ILogger logger)
    {
        (_store, _clock, _roomForWork, _logger) = (store, clock, roomForWork, logger);
        _loop = new BackgroundLoop(RoundAsync, Failed, clock);
    }

    /// <summary>Begins, with what an earlier run left unfinished.</summary>
    public void Start() => _loop.Start();

    /// <summary>There is a job to run. Cheap, from any thread.</summary>
    public void Wake()
    {
        _jobs = true;
        _loop.Wake();
    }

    /// <summary>Ends after the step under way; what is unfinished goes on after the next start.</summary>
    public Task StopAsync() => _loop.StopAsync();

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    /// <summary>Nothing here may end the loop: without it fan-outs stand still and the disk fills.</summary>
    private TimeSpan Failed(Exception failure)
    {
        LogRoundFailed(_logger, failure);
        _jobs = true;
        var pause = _backoff;
        _backoff = TimeSpan.FromTicks(Math.Min(_backoff.Ticks * 2, LongestBackoff.Ticks));
        return pause;
    }

    /// <summary>One step of each job, and of retention when it is time.</summary>
    /// <returns>How long nothing is to be done, unless woken.</returns>
    private async ValueTask<TimeSpan> RoundAsync(CancellationToken stop)
    {
        var (stepped, paused) = (false, false);
        if (_jobs)
        {
            _jobs = false;
            var running = await _store.RunningAsync(Turns).ConfigureAwait(false);
            _jobs |= running.Count > 0;
            foreach (var key in _failures.Keys)
                if (running.All(job => job.Key != key))
                    _failures.Remove(key);
            foreach (var job in JobTurns.Runnable(running))
            {
                if (stop.IsCancellationRequested)
                    return TimeSpan.Zero;
                if (JobTurns.MakesWork(job.Kind) && !_roomForWork())
                {
                    paused = true;
                    continue;
                }

                await StepAsync(job).ConfigureAwait(false);
                stepped = true;
            }
        }

        var more = await RetainAsync().ConfigureAwait(false);
        _backoff = FirstBackoff;
        return stepped || more ? TimeSpan.Zero : paused ? WhenFull : RetainEvery;
    }

    private async ValueTask StepAsync(Job job)
    {
        try
        {
            await _store.StepAsync(job).ConfigureAwait(false);
            _failures.Remove(job.Key);
        }
        catch (Exception failure) when (failure is not StoreUnavailableException)
        {
            var failures = _failures[job.Key] = _failures.GetValueOrDefault(job.Key) + 1;
            LogStepFailed(_logger, job.Kind, job.PublicId, failures, failure);
            if (failures < MostFailures)
                throw;
            _failures.Remove(job.Key);
            await _store.FailAsync(job, failure.Message).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> RetainAsync()
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (now >= _retainedAt && now < _retainedAt + (long)RetainEvery.TotalMilliseconds)
            return false;
        var more = await _store.RetainAsync(now).ConfigureAwait(false);
        _retainedAt = more ? 0 : now;
        return more;
    }

    [LoggerMessage(1300, LogLevel.Error, "Could not run background jobs and retention; retrying", EventName = "JobsFailed")]
    private static partial void LogRoundFailed(ILogger logger, Exception failure);

    [LoggerMessage(1301, LogLevel.Error, "Could not run a step of job {JobId} ({Kind}), {Failures} times in a row", EventName = "JobStepFailed")]
    private static partial void LogStepFailed(ILogger logger, JobKind kind, string jobId, int failures, Exception failure);
}

using Microsoft.Extensions.Logging;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Core.Jobs;

/// <summary>
/// Takes the steps of jobs, one step each in turn, and of retention between them. A fan-out or replay pauses while Deliver has its hands
/// full, so that a message to a million endpoints fills neither memory nor the table of work.
/// </summary>
/// <param name="store">Keeps the jobs; whoever adds one calls <see cref="Wake"/>.</param>
/// <param name="clock">For retention and backoff.</param>
/// <param name="roomForWork">Whether Deliver can take more work.</param>
/// <param name="logger">Hears what goes wrong.</param>
internal sealed partial class JobRunner(IJobStore store, TimeProvider clock, Func<bool> roomForWork, ILogger logger) : IAsyncDisposable
{
    /// <value>Jobs that take turns; more wait for the oldest.</value>
    private const int Turns = 256;

    /// <value>Steps of one job that may fail for a reason of our own before it is given up.</value>
    private const int MostFailures = 5;

    private static readonly TimeSpan RetainEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhenFull = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<long, int> _failures = [];
    private Task _loop = Task.CompletedTask;
    private long _retainedAt;
    private bool _disposed;
    private volatile bool _jobs = true;

    /// <summary>Begins, with what an earlier run left unfinished.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>There is a job to run. Cheap, from any thread.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _jobs = true;
            if (!_disposed && _wake.CurrentCount == 0)
                _wake.Release();
        }
    }

    /// <summary>Ends after the step under way; what is unfinished goes on after the next start.</summary>
    public async Task StopAsync()
    {
        if (_disposed)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        lock (_lock)
        {
            _disposed = true;
            _wake.Dispose();
        }

        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var backoff = FirstBackoff;
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan pause;
            try
            {
                pause = await RoundAsync().ConfigureAwait(false);
                backoff = FirstBackoff;
            }
            catch (Exception failure)
            {
                // Nothing here may end the loop: without it fan-outs stand still and the disk fills.
                LogRoundFailed(logger, failure);
                _jobs = true;
                pause = backoff;
                backoff = TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, LongestBackoff.Ticks));
            }

            if (pause > TimeSpan.Zero)
                await PauseAsync(pause).ConfigureAwait(false);
        }
    }

    /// <summary>One step of each job, and of retention when it is time.</summary>
    /// <returns>How long nothing is to be done, unless woken.</returns>
    private async ValueTask<TimeSpan> RoundAsync()
    {
        var (stepped, paused) = (false, false);
        if (_jobs)
        {
            _jobs = false;
            var running = await store.RunningAsync(Turns).ConfigureAwait(false);
            _jobs |= running.Count > 0;
            foreach (var job in JobTurns.Of(running))
            {
                if (_stop.IsCancellationRequested)
                    return TimeSpan.Zero;
                if (JobTurns.MakesWork(job.Kind) && !roomForWork())
                {
                    paused = true;
                    continue;
                }

                await StepAsync(job).ConfigureAwait(false);
                stepped = true;
            }
        }

        var more = await RetainAsync().ConfigureAwait(false);
        return stepped || more ? TimeSpan.Zero : paused ? WhenFull : RetainEvery;
    }

    private async ValueTask StepAsync(Job job)
    {
        try
        {
            await store.StepAsync(job).ConfigureAwait(false);
            _failures.Remove(job.Key);
        }
        catch (Exception failure) when (failure is not StoreUnavailableException)
        {
            var failures = _failures[job.Key] = _failures.GetValueOrDefault(job.Key) + 1;
            LogStepFailed(logger, job.Kind, job.PublicId, failures, failure);
            if (failures < MostFailures)
                throw;
            _failures.Remove(job.Key);
            await store.FailAsync(job, failure.Message).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> RetainAsync()
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (now >= _retainedAt && now < _retainedAt + (long)RetainEvery.TotalMilliseconds)
            return false;
        var more = await store.RetainAsync(now).ConfigureAwait(false);
        _retainedAt = more ? 0 : now;
        return more;
    }

    private async ValueTask PauseAsync(TimeSpan time)
    {
        using var ends = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ends.Token, _stop.Token);
        try
        {
            await _wake.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The time is over, or the node stops.
        }
    }

    [LoggerMessage(1300, LogLevel.Error, "Could not run background jobs and retention; retrying", EventName = "JobsFailed")]
    private static partial void LogRoundFailed(ILogger logger, Exception failure);

    [LoggerMessage(1301, LogLevel.Error, "Could not run a step of job {JobId} ({Kind}), {Failures} times in a row", EventName = "JobStepFailed")]
    private static partial void LogStepFailed(ILogger logger, JobKind kind, string jobId, int failures, Exception failure);
}

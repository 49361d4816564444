using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ringback.Client;

/// <summary>Handles what is in the inboxes, and purges them.</summary>
internal sealed partial class WebhookWorker(
    WebhookRoutes routes, WebhookDispatcher dispatcher, InboxSignal signal, WebhookMetrics metrics, IServiceProvider services, TimeProvider clock, ILogger<WebhookWorker> logger) : BackgroundService
{
    public const int Workers = 4;

    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PurgeEvery = TimeSpan.FromHours(1);

    // Who crashes leaves its event for so long. A handler that takes longer isn't run twice: the second one waits for its marker.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

#pragma warning disable CA5394 // Jitter, no secret.
    private readonly Random _random = new();
#pragma warning restore CA5394

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Routes are mapped before the host starts.
        var stored = routes.All.Where(route => route.Options.Answering == WebhookAnswering.OnceStored).ToArray();
        var kept = routes.All.Where(route => route.Options.Inbox is not null).ToArray();
        List<Task> loops = [];
        if (stored.Length > 0)
        {
            loops.Add(Every(PollEvery, Wake, stoppingToken));
            for (var i = 0; i < Workers; i++) loops.Add(Work(stored, stoppingToken));
        }
        if (kept.Length > 0) loops.Add(Every(PurgeEvery, () => Purge(kept, stoppingToken), stoppingToken));
        try
        {
            await Task.WhenAll(loops);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // How all of them end; the host would log it as an error.
        }
    }

    private Task Wake()
    {
        signal.Set();
        return Task.CompletedTask;
    }

    private async Task Every(TimeSpan period, Func<Task> act, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(period, clock);
        do await act();
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task Work(WebhookRoute[] stored, CancellationToken stopping)
    {
        while (true)
        {
            var any = false;
            try
            {
                foreach (var route in stored) any |= await HandleOne(route, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                // The database is away, mostly. The next poll tries again; what was taken is due when its lease ends.
                LogInboxFailed(e);
                any = false;
            }
            if (!any) await signal.Wait(stopping);
        }
    }

    private async Task<bool> HandleOne(WebhookRoute route, CancellationToken stopping)
    {
        await using var scope = services.CreateAsyncScope();
        var inbox = route.Options.Inbox!(scope.ServiceProvider);
        if (await inbox.TakeAsync(route.Source, Lease, stopping) is not { } taken) return false;
        InboxOutcome outcome;
        try
        {
            outcome = Outcome(route.Options.Retry, taken, await dispatcher.Run(route, taken, scope.ServiceProvider, null, stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Whoever comes next needn't wait for the lease to end.
            await inbox.FinishAsync(taken, InboxOutcome.Retry(clock.GetUtcNow(), "the application stopped"), CancellationToken.None);
            throw;
        }
        if (outcome.State == InboxState.Dead)
        {
            metrics.GivenUp(route.Source);
            LogGivenUp(route.Source, taken.EventKey, taken.Attempt, outcome.Error ?? "");
        }
        await inbox.FinishAsync(taken, outcome, CancellationToken.None);
        return true;
    }

    private InboxOutcome Outcome(WebhookRetry retry, InboxEvent taken, Exception? failure)
    {
        if (failure is null) return InboxOutcome.Done;
        if (failure is WebhookRejectedException || taken.Attempt >= retry.MaxAttempts) return InboxOutcome.Dead(failure.ToString());
        double jitter;
        lock (_random) jitter = _random.NextDouble();
        return InboxOutcome.Retry(clock.GetUtcNow() + retry.DelayAfter(taken.Attempt, jitter), failure.ToString());
    }

    private async Task Purge(WebhookRoute[] kept, CancellationToken stopping)
    {
        foreach (var route in kept)
        {
            try
            {
                await using var scope = services.CreateAsyncScope();
                await route.Options.Inbox!(scope.ServiceProvider).PurgeAsync(clock.GetUtcNow() - route.Options.InboxRetention, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                // What isn't purged now is in an hour.
                LogPurgeFailed(e, route.Source);
            }
        }
    }

    [LoggerMessage(4200, LogLevel.Error, "Could not read the inbox; retrying", EventName = "InboxUnavailable")]
    private partial void LogInboxFailed(Exception exception);

    [LoggerMessage(4201, LogLevel.Error, "Gave up event {EventKey} of source {Source} after attempt {Attempt}: {Error}", EventName = "EventGivenUp")]
    private partial void LogGivenUp(string source, string eventKey, int attempt, string error);

    [LoggerMessage(4202, LogLevel.Warning, "Could not purge the inbox of source {Source}; retrying in an hour", EventName = "InboxPurgeFailed")]
    private partial void LogPurgeFailed(Exception exception, string source);
}

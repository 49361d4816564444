using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Ringback.Core.Catalog;
using Ringback.Core.Cron;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Profiles;
using Ringback.Verification.Schedules;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Reconcile;

/// <summary>
/// Fires the sources of type <c>cron</c>. Each occurrence is an event, exactly once: which one was the last is kept in the commit that
/// accepts it. Of those missed while the server was down the last is made up for.
/// </summary>
internal sealed partial class Scheduler(
    Catalog.Catalog catalog, SourceProfiles profiles, IReconcileStore store, IdSource ids, TimeProvider clock, ILogger<Scheduler> logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WhenUnavailable = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _last = [];
    private Task _loop = Task.CompletedTask;
    private bool _disposed;

    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>A source was changed: it may have a schedule. Cheap, from any thread.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            if (!_disposed && _wake.CurrentCount == 0)
                _wake.Release();
        }
    }

    public async Task StopAsync()
    {
        if (_stop.IsCancellationRequested)
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
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan sleep;
            try
            {
                sleep = await FireDueAsync().ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                // Nothing may end the loop: no schedule would fire again.
                LogFailed(logger, failure);
                sleep = WhenUnavailable;
            }

            if (sleep > TimeSpan.Zero)
                await SleepAsync(sleep).ConfigureAwait(false);
        }
    }

    /// <returns>How long nothing is due.</returns>
    private async ValueTask<TimeSpan> FireDueAsync()
    {
        var next = clock.GetUtcNow() + LongestSleep;
        foreach (var source in catalog.Sources)
        {
            if (source.Type != SourceTypes.Cron || ProfileOf(source) is not { Scheduled: { } scheduled } profile)
                continue;
            var now = clock.GetUtcNow();
            var after = await LastAsync(source).ConfigureAwait(false);
            if (Occurrences.LastDue(scheduled.Schedule, after, now) is { } due)
            {
                await store.FireAsync(EventOf(source, profile, scheduled, due, now), due.ToUnixTimeMilliseconds()).ConfigureAwait(false);
                ReconcileMetrics.ScheduleFired();
                _last[source.ApplicationId] = due.ToUnixTimeMilliseconds();
                after = due;
            }

            if (scheduled.Schedule.Next(after > now ? after : now) is { } coming && coming < next)
                next = coming;
        }

        return next - clock.GetUtcNow();
    }

    /// <summary>No occurrence from before the source was made, or changed, is its own.</summary>
    private async ValueTask<DateTimeOffset> LastAsync(Source source)
    {
        if (!_last.TryGetValue(source.ApplicationId, out var last))
            _last[source.ApplicationId] = last = await store.LastFiredAsync(source.ApplicationId).ConfigureAwait(false) ?? 0;
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(last, source.UpdatedAt));
    }

    private SourceProfile? ProfileOf(Source source)
    {
        try
        {
            return profiles.Profile(source);
        }
        catch (SecretBoxException unreadable)
        {
            LogUnreadable(logger, catalog.Application(source.ApplicationId)?.PublicId, unreadable.Message);
            return null;
        }
    }

    private ReceivedRequest EventOf(Source source, SourceProfile profile, ScheduledEvent scheduled, DateTimeOffset at, DateTimeOffset now)
    {
        var isJson = scheduled.ContentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
        var payload = Encoding.UTF8.GetBytes(scheduled.Payload);
        var type = profile.Events.Split(new IncomingRequest { Method = "", Url = "", Headers = NoHeaders.Instance, Body = payload }) is [{ Type: { } given }] ? given : null;
        var message = new Message
        {
            Id = ids.Next(),
            ApplicationId = source.ApplicationId,
            EventType = EventTypeName.Of(type, source.Type + ".event"),
            EventId = at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            AcceptedAt = now.ToUnixTimeMilliseconds(),
            Payload = payload,
            ContentType = isJson ? null : scheduled.ContentType,
        };
        return new ReceivedRequest(source.ApplicationId, new ReceivedDetails { Origin = EventOrigin.Scheduled }, [new ReceivedEvent(message, [])]);
    }

    private async ValueTask SleepAsync(TimeSpan sleep)
    {
        using var timer = new CancellationTokenSource(sleep, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _stop.Token);
        try
        {
            await _wake.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The time has come, or the node stops.
        }
    }

    private sealed class NoHeaders : IRequestHeaders
    {
        public static readonly NoHeaders Instance = new();

        public int Count(string name) => 0;

        public string Value(string name, int index) => throw new ArgumentOutOfRangeException(nameof(index));
    }

    [LoggerMessage(1200, LogLevel.Error, "Could not make the events of schedules that are due; retrying", EventName = "SchedulesFailed")]
    private static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(1201, LogLevel.Error, "Could not read the schedule of source {SourceId}: {Reason}", EventName = "ScheduleUnreadable")]
    private static partial void LogUnreadable(ILogger logger, string? sourceId, string reason);
}

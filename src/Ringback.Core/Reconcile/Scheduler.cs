using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Ringback.Core.Background;
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
internal sealed partial class Scheduler : IAsyncDisposable
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WhenUnavailable = TimeSpan.FromSeconds(1);

    private readonly BackgroundLoop _loop;
    private readonly Catalog.Catalog _catalog;
    private readonly SourceProfiles _profiles;
    private readonly IReconcileStore _store;
    private readonly IdSource _ids;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    // By application: the sources of type cron that there are; others leave with the next round.
    private readonly Dictionary<int, long> _last = [];

    public Scheduler(
        Catalog.Catalog catalog, SourceProfiles profiles, IReconcileStore store, IdSource ids, TimeProvider clock, ILogger<Scheduler> logger)
    {
        (_catalog, _profiles, _store, _ids, _clock, _logger) = (catalog, profiles, store, ids, clock, logger);
        _loop = new BackgroundLoop(_ => FireDueAsync(), Failed, clock);
    }

    public void Start() => _loop.Start();

    /// <summary>A source was changed: it may have a schedule. Cheap, from any thread.</summary>
    public void Wake() => _loop.Wake();

    public Task StopAsync() => _loop.StopAsync();

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private TimeSpan Failed(Exception failure)
    {
        LogFailed(_logger, failure);
        return WhenUnavailable;
    }

    /// <returns>How long nothing is due.</returns>
    private async ValueTask<TimeSpan> FireDueAsync()
    {
        var next = _clock.GetUtcNow() + LongestSleep;
        foreach (var source in _catalog.Sources)
        {
            if (source.Type != SourceTypes.Cron || ProfileOf(source) is not { Scheduled: { } scheduled } profile)
                continue;
            var now = _clock.GetUtcNow();
            var after = await LastAsync(source).ConfigureAwait(false);
            if (Occurrences.LastDue(scheduled.Schedule, after, now) is { } due)
            {
                await _store.FireAsync(EventOf(source, profile, scheduled, due, now), due.ToUnixTimeMilliseconds()).ConfigureAwait(false);
                ReconcileMetrics.ScheduleFired();
                _last[source.ApplicationId] = due.ToUnixTimeMilliseconds();
                after = due;
            }

            if (scheduled.Schedule.Next(after > now ? after : now) is { } coming && coming < next)
                next = coming;
        }

        foreach (var application in _last.Keys)
            if (_catalog.Source(application)?.Type != SourceTypes.Cron)
                _last.Remove(application);
        return next - _clock.GetUtcNow();
    }

    /// <summary>No occurrence from before the source was made, or changed, is its own.</summary>
    private async ValueTask<DateTimeOffset> LastAsync(Source source)
    {
        if (!_last.TryGetValue(source.ApplicationId, out var last))
            _last[source.ApplicationId] = last = await _store.LastFiredAsync(source.ApplicationId).ConfigureAwait(false) ?? 0;
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(last, source.UpdatedAt));
    }

    private SourceProfile? ProfileOf(Source source)
    {
        try
        {
            return _profiles.Profile(source);
        }
        catch (SecretBoxException unreadable)
        {
            LogUnreadable(_logger, _catalog.Application(source.ApplicationId)?.PublicId, unreadable.Message);
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
            Id = _ids.Next(),
            ApplicationId = source.ApplicationId,
            EventType = EventTypeName.Normalize(type, source.Type + ".event"),
            EventId = at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            AcceptedAt = now.ToUnixTimeMilliseconds(),
            Payload = payload,
            ContentType = isJson ? null : scheduled.ContentType,
        };
        return new ReceivedRequest(source.ApplicationId, new ReceivedDetails { Origin = EventOrigin.Scheduled }, [new ReceivedEvent(message, [])]);
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

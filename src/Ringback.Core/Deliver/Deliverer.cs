using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Observe;
using Ringback.Core.Operational;
using Ringback.Core.Record;

namespace Ringback.Core.Deliver;

/// <summary>
/// The Deliver stage of a node: takes committed work into lanes, flies it, and gives each outcome to Record before the slot is free
/// again. At least once: after a crash only what had no recorded outcome is tried again.
/// </summary>
internal sealed partial class Deliverer : IDeliveryIntake, IAsyncDisposable
{
    private const long BacklogBytes = 128L << 20;
    private const int CrowdedLanes = 20_000;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<int, Lane> _lanes = new();
    private readonly ConcurrentDictionary<int, TokenBucket> _applicationThrottles = new();
    private readonly ConcurrentDictionary<int, long> _failingSince;
    private readonly DeliveryParts _parts;
    private readonly Verdict _verdict;
    private readonly DueLoop _due;
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _sweep;
    private int _flights;
    private volatile bool _stopping;

    public Deliverer(DeliveryParts parts)
    {
        _parts = parts;
        _verdict = new Verdict(parts.Policy, parts.Random);
        Slots = new SlotGate(parts.Policy.SlotsInFlight);
        Wakes = new WakeQueue(parts.Clock);
        _failingSince = new ConcurrentDictionary<int, long>(parts.Record.FailingSince());
        _due = new DueLoop(parts.Work, parts.Clock, () => Budget.HasRoom, parts.Logger);
        _sweep = parts.Clock.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
    }

    public DeliveryPolicy Policy => _parts.Policy;

    public SlotGate Slots { get; }

    public WakeQueue Wakes { get; }

    public BacklogBudget Budget { get; } = new(BacklogBytes);

    /// <value>Unix milliseconds.</value>
    public long Now => _parts.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <value>Ticks (100 ns) of a clock that only goes forward.</value>
    public long Ticks => _parts.Clock.GetElapsedTime(0, _parts.Clock.GetTimestamp()).Ticks;

    /// <value>False once the node stops: nothing new is sent.</value>
    public bool Flying => !_stopping;

    /// <value>Whether outcomes can be recorded.</value>
    public bool Writable => _parts.Health.Writable;

    public int Lanes => _lanes.Count;

    /// <value>Whether a fan-out may add more work now.</value>
    public bool HasRoom => Budget.HasRoom && Budget.Items < 8 * Policy.SlotsInFlight;

    /// <summary>Takes up what was left unfinished. Called once, before anything is accepted.</summary>
    public void Start()
    {
        foreach (var endpoint in _parts.Work.EndpointsWithParkedWork())
            Parked(endpoint);
        _due.Start();
    }

    public void Offer(Message message, ReadOnlySpan<int> endpoints)
    {
        foreach (var endpoint in endpoints)
            Give(new WorkItem(endpoint, message, 0, Manual: false, Due: null), due: false);
    }

    public void OfferDue(IReadOnlyList<WorkItem> items)
    {
        foreach (var item in items)
            Give(item, due: true);
    }

    public void Parked(int endpoint)
    {
        if (!_parts.Partitions.Owns(Partition.Of(endpoint)))
            return;
        while (!LaneOf(endpoint).Parked())
            _lanes.TryRemove(endpoint, out _);
    }

    public void DueAt(long due) => _due.Wake(due);

    public void EndpointChanged(int endpoint)
    {
        if (_parts.Catalog.Endpoint(endpoint) is { } known)
        {
            if (_parts.Catalog.Application(known.ApplicationId) is { } application)
                _applicationThrottles.TryRemove(application.Id, out _);
        }
        else
        {
            _failingSince.TryRemove(endpoint, out _);
        }

        if (_lanes.TryGetValue(endpoint, out var lane))
            lane.Changed();
    }

    public Destination? Resolve(int endpoint)
    {
        try
        {
            return _parts.Destinations.Resolve(endpoint);
        }
        catch (Crypto.SecretBoxException unreadable)
        {
            LogUnreadable(_parts.Logger, endpoint, unreadable.Message);
            return null;
        }
    }

    public TokenBucket? ApplicationThrottle(Application application)
    {
        if (application.ThrottleRate is not { } rate || rate <= 0)
            return null;
        var bucket = _applicationThrottles.GetOrAdd(application.Id, static (_, perSecond) => new TokenBucket(perSecond), rate);
        if (bucket.PerSecond != rate)
            _applicationThrottles[application.Id] = bucket = new TokenBucket(rate);
        return bucket;
    }

    public async Task FetchAsync(Lane lane, bool fifo, long after, int limit, long bytes)
    {
        IReadOnlyList<WorkItem>? items = null;
        try
        {
            await Task.Yield();
            items = await _parts.Work.FetchAsync(lane.Endpoint, fifo, after, limit, bytes).ConfigureAwait(false);
        }
        catch (Exception failure) when (!_stopping)
        {
            LogFetchFailed(_parts.Logger, lane.Endpoint, failure);
        }
        finally
        {
            lane.Fetched(items);
        }
    }

    /// <summary>Sends one item and records what came of it. Never throws: the lane always hears of it.</summary>
    public void Fly(Lane lane, WorkItem item, Destination? destination, SlotShare share)
    {
        Interlocked.Increment(ref _flights);
        _ = FlyAsync(lane, item, destination, share);
    }

    /// <summary>Sends nothing new, and waits for what flies; what hasn't landed after the time is cut off, and sent again after the next start.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        _stopping = true;
        await _due.StopAsync().ConfigureAwait(false);
        if (Volatile.Read(ref _flights) == 0)
            return;
        try
        {
            await _landed.Task.WaitAsync(patience, _parts.Clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LogCutOff(_parts.Logger, Volatile.Read(ref _flights));
            await _abort.CancelAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync().ConfigureAwait(false);
        Wakes.Dispose();
        _abort.Dispose();
    }

    private async Task FlyAsync(Lane lane, WorkItem item, Destination? destination, SlotShare share)
    {
        Flight? flight = null;
        var unfinished = false;
        try
        {
            AttemptRecord record;
            if (destination is null || item.Message.Payload is null)
            {
                record = new AttemptRecord
                {
                    Endpoint = item.Endpoint,
                    Message = item.Message,
                    Tries = item.Tries,
                    Final = DeliveryState.Canceled,
                };
            }
            else
            {
                (record, flight) = await SendAsync(item, destination).ConfigureAwait(false);
            }

            await RecordAsync(record).ConfigureAwait(false);
            if (record.FailingSince is { } since)
            {
                if (since == 0)
                    _failingSince.TryRemove(item.Endpoint, out _);
                else
                    _failingSince[item.Endpoint] = since;
            }
        }
        catch (OperationCanceledException) when (_stopping)
        {
            // Not recorded: it is parked work, and is sent again after the next start.
        }
        catch (Exception bug)
        {
            LogBug(_parts.Logger, item.Message.PublicId, item.Endpoint, bug);
            unfinished = true;
            flight = new Flight(Success: false, Throttled: false, ConcurrencyWindow.SlowMs, RetryAt: null);
        }
        finally
        {
            lane.Landed(item, share, flight);
            // It is still parked: the lane comes back to it, so that a bug in one delivery doesn't lose it.
            if (unfinished)
                Parked(item.Endpoint);
            if (Interlocked.Decrement(ref _flights) == 0 && _stopping)
                _landed.TrySetResult();
        }
    }

    private async ValueTask<(AttemptRecord Record, Flight Flight)> SendAsync(WorkItem item, Destination destination)
    {
        var message = item.Message;
        var sentAt = Now;
        using var span = Telemetry.StartAttempt(message, destination);
        var result = await _parts.Sender.SendAsync(
            new SendRequest(
                destination.Url, message.PublicId, message.Payload!.Value, message.ContentType ?? "application/json",
                destination.Signer, destination.Headers),
            _abort.Token).ConfigureAwait(false);
        var schedule = ScheduleOf(message, destination);
        long? since = _failingSince.TryGetValue(item.Endpoint, out var known) ? known : null;
        var record = _verdict.Judge(item, destination, result, schedule, since, sentAt, Now);
        if (record.Attempt!.Value.State != DeliveryState.Success || record.Tries > 1)
            record = record with { Emit = _parts.Events.OfAttempt(destination, record, schedule) };
        var outcome = OutcomeTable.Of(result.Failure, result.StatusCode);
        Telemetry.Attempted(span, outcome, result, item.Tries);
        return (record, new Flight(outcome == Outcome.Success, outcome == Outcome.FailAndThrottle, result.DurationMs, record.RetryAt));
    }

    private RetrySchedule ScheduleOf(Message message, Destination destination) =>
        _parts.Catalog.FindEventType(destination.Application.Organisation, message.EventType)?.RetrySchedule is { } own
        && RetrySchedule.TryParse(own, out var schedule, out _)
            ? schedule
            : Policy.Schedule;

    private async ValueTask RecordAsync(AttemptRecord record)
    {
        for (var wait = TimeSpan.FromMilliseconds(100); ; wait = TimeSpan.FromMilliseconds(Math.Min(5000, wait.TotalMilliseconds * 2)))
        {
            try
            {
                await _parts.Record.RecordAsync(record).ConfigureAwait(false);
                return;
            }
            catch (StoreUnavailableException) when (!_stopping)
            {
                // It was sent, so it must be recorded: it keeps its slot until it is, and so bounds what can be sent twice.
                await Task.Delay(wait, _parts.Clock, _abort.Token).ConfigureAwait(false);
            }
        }
    }

    private void Give(WorkItem item, bool due)
    {
        if (!_parts.Partitions.Owns(Partition.Of(item.Endpoint)))
            return;
        while (!LaneOf(item.Endpoint).Offer(item, due))
            _lanes.TryRemove(item.Endpoint, out _);
    }

    private Lane LaneOf(int endpoint) => _lanes.GetOrAdd(endpoint, static (id, node) => new Lane(id, node), this);

    private void Sweep()
    {
        foreach (var (endpoint, lane) in _lanes)
            if (lane.TryRetire())
                _lanes.TryRemove(new KeyValuePair<int, Lane>(endpoint, lane));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery of {message} to endpoint {endpoint} failed for a reason of our own; it stays on record and is tried again")]
    private static partial void LogBug(ILogger logger, string message, int endpoint, Exception bug);

    [LoggerMessage(Level = LogLevel.Error, Message = "The work of endpoint {endpoint} could not be read")]
    private static partial void LogFetchFailed(ILogger logger, int endpoint, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The secrets of endpoint {endpoint} can't be opened: {reason}")]
    private static partial void LogUnreadable(ILogger logger, int endpoint, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{flights} deliveries had not landed in time; they are sent again after the next start")]
    private static partial void LogCutOff(ILogger logger, int flights);
}

/// <summary>What the Deliver stage works with.</summary>
internal sealed record DeliveryParts(
    Catalog.Catalog Catalog,
    IWorkStore Work,
    IRecordStore Record,
    StoreHealth Health,
    DestinationResolver Destinations,
    IDestinationSender Sender,
    OperationalEvents Events,
    IPartitionOwner Partitions,
    DeliveryPolicy Policy,
    TimeProvider Clock,
    Func<double> Random,
    ILogger Logger);

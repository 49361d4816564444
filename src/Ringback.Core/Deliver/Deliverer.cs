using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Ringback.Core.Accept;
using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Record;

namespace Ringback.Core.Deliver;

/// <summary>
/// The Deliver stage of a node: takes committed work into lanes, sends it, and gives each outcome to Record before the slot is free
/// again. At least once: after a crash only what had no recorded outcome is tried again.
/// </summary>
internal sealed partial class Deliverer : ILaneNode, IDeliveryIntake, IWaitingDeliveries, IFlights, IAsyncDisposable
{
    private const long BacklogBytes = 128L << 20;
    private const int ReadyEnough = 128;
    private const int CrowdedLanes = 4096;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CutOffPatience = TimeSpan.FromSeconds(2);

    // One for each destination that has something to do. Those that have nothing left are taken out by the sweep, and at once where there are many.
    private readonly ConcurrentDictionary<int, Lane> _lanes = new();

    private readonly ApplicationThrottles _applicationThrottles;
    private readonly DeliveryParts _parts;
    private readonly AttemptMaker _attempts;
    private readonly DueLoop _due;
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _sweep;
    private readonly ITimer _probe;
    private int _flights;
    private int _laneCount;
    private int _probing;
    private volatile bool _stopping;

    public Deliverer(DeliveryParts parts)
    {
        _parts = parts;
        Slots = new SlotGate(parts.Policy.SlotsInFlight);
        Wakes = new WakeQueue(parts.Clock);
        _attempts = new AttemptMaker(parts);
        _applicationThrottles = new ApplicationThrottles(parts.Catalog);
        _due = new DueLoop(
            parts.Work.NextDueAsync, async (now, limit) => await parts.Work.ClaimDueAsync(now, limit).ConfigureAwait(false), parts.Clock, () => Budget.HasRoom, parts.Logger);
        _sweep = parts.Clock.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
        _probe = parts.Clock.CreateTimer(_ => Probe(), null, ProbeEvery, ProbeEvery);
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
    public bool Sending => !_stopping;

    public int Lanes => Volatile.Read(ref _laneCount);

    /// <value>Whether there are so many lanes that one with nothing left to do isn't kept.</value>
    public bool Crowded => Lanes > CrowdedLanes;

    /// <value>
    /// Whether a fan-out may add more work now. It goes by who waits for a slot, not by how much is in memory: what dead and throttled
    /// destinations hold mustn't stop it, and what it adds long before its time is carried through every collection until then.
    /// </value>
    public bool HasRoom => Budget.HasRoom && Slots.Ready < ReadyEnough;

    /// <summary>Takes up what was left unfinished. Called once, before anything is accepted.</summary>
    public void Start()
    {
        foreach (var endpoint in _parts.Work.EndpointsWithParkedWork())
            Parked(endpoint);
        _due.Start();
    }

    public bool TryReserve(int endpoint)
    {
        if (_stopping)
            return false;
        while (true)
        {
            var lane = LaneOf(endpoint);
            if (lane.TryReserve() is { } reserved)
                return reserved;
            Drop(lane);
        }
    }

    public void Release(int endpoint)
    {
        if (_lanes.TryGetValue(endpoint, out var lane))
            lane.Release();
    }

    public void Offer(Message message, ReadOnlySpan<int> endpoints, int direct)
    {
        // A lane in which room is reserved isn't retired.
        foreach (var endpoint in endpoints[..direct])
            LaneOf(endpoint).Hold(new WorkItem(endpoint, message, 0, Manual: false, Due: null));
        foreach (var endpoint in endpoints[direct..])
            OfferToLane(new WorkItem(endpoint, message, 0, Manual: false, Due: null), due: false);
    }

    public void OfferDue(IReadOnlyList<WorkItem> items)
    {
        foreach (var item in items)
            OfferToLane(item, due: true);
    }

    public void Parked(int endpoint)
    {
        for (var lane = LaneOf(endpoint); !lane.Parked(); lane = LaneOf(endpoint))
            Drop(lane);
    }

    public void DueAt(long due) => _due.Wake(due);

    public void EndpointChanged(int endpoint)
    {
        _attempts.EndpointChanged(endpoint);
        if (_lanes.TryGetValue(endpoint, out var lane))
            lane.Changed();
    }

    public IReadOnlyList<InFlight> InFlight(int endpoint) => _lanes.TryGetValue(endpoint, out var lane) ? lane.InFlight() : [];

    public long OldestWait(int destination) => _lanes.TryGetValue(destination, out var lane) ? lane.OldestWait() : 0;

    public bool MaySend(int destination) => _parts.Health.Writable && _parts.Partitions.Owns(Partition.ForEndpoint(destination));

    public Destination? Known(int destination) => _parts.Catalog.Destination(destination);

    /// <summary>Where a destination's messages go; null when they are canceled.</summary>
    /// <returns>False when its secrets can't be opened: its messages wait.</returns>
    public bool TryResolve(Destination destination, out ResolvedDestination? resolved)
    {
        try
        {
            resolved = _parts.Destinations.Resolve(destination);
            return true;
        }
        catch (Crypto.SecretBoxException unreadable)
        {
            LogUnreadable(_parts.Logger, destination.PublicId, unreadable.Message);
            resolved = null;
            return false;
        }
    }

    /// <summary>What all endpoints of an application draw on together; null when it isn't limited.</summary>
    public GcraLimiter? ApplicationThrottle(int application) => _applicationThrottles.Find(application);

    /// <summary>Reads parked work for a lane. Never throws: the lane always hears of it.</summary>
    public async Task FetchAsync(Lane lane, bool fifo, long after, int limit, long bytes)
    {
        IReadOnlyList<WorkItem>? items = null;
        var complete = false;
        try
        {
            await Task.Yield();
            items = await _parts.Work.FetchAsync(lane.Endpoint, fifo, after, limit, bytes).ConfigureAwait(false);
            complete = items.Count < limit && items.Sum(static item => (long)item.Message.Size) < bytes;
        }
        catch (Exception failure)
        {
            if (!_stopping)
                LogFetchFailed(_parts.Logger, lane.Endpoint, failure);
        }
        finally
        {
            lane.Fetched(items, complete);
        }
    }

    /// <summary>Sends one item and records what came of it. Never throws: the lane always hears of it.</summary>
    public void StartAttempt(Lane lane, WorkItem item, ResolvedDestination? destination, SlotShare share)
    {
        Interlocked.Increment(ref _flights);
        // Looked at after it was counted, so that a stop either waits for this attempt or keeps it from being sent.
        if (_stopping)
            EndAttempt(lane, item, share, null);
        else
            _ = MakeAttemptAsync(lane, item, destination, share);
    }

    /// <summary>Sends nothing new, and waits for what is in flight; what hasn't ended after the time is cut off, and sent again after the next start.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        _stopping = true;
        await _due.StopAsync().ConfigureAwait(false);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _flights) == 0 || await AllEndedWithinAsync(patience).ConfigureAwait(false))
            return;
        LogCutOff(_parts.Logger, Volatile.Read(ref _flights));
        await _abort.CancelAsync().ConfigureAwait(false);
        await AllEndedWithinAsync(CutOffPatience).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        // A server that can't listen is disposed of without having been stopped.
        if (!_stopping)
            await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        await _probe.DisposeAsync().ConfigureAwait(false);
        await _sweep.DisposeAsync().ConfigureAwait(false);
        Wakes.Dispose();
        _abort.Dispose();
    }

    private async Task<bool> AllEndedWithinAsync(TimeSpan patience)
    {
        try
        {
            await _allEnded.Task.WaitAsync(patience, _parts.Clock).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task MakeAttemptAsync(Lane lane, WorkItem item, ResolvedDestination? destination, SlotShare share)
    {
        Flight? flight = null;
        var crashed = false;
        try
        {
            if (destination is null || item.Message.Payload is null)
                await RecordAsync(Canceled(item)).ConfigureAwait(false);
            else
            {
                (var record, flight) = await _attempts.MakeAsync(item, destination, _abort.Token).ConfigureAwait(false);
                await RecordAsync(record).ConfigureAwait(false);
            }
        }
        catch (Exception cutOff) when (_stopping && cutOff is OperationCanceledException or StoreUnavailableException)
        {
            // Not recorded: it is parked work, and is sent again after the next start.
        }
        catch (Exception bug)
        {
            LogBug(_parts.Logger, item.Message.PublicId, item.Endpoint, bug);
            crashed = true;
        }

        if (crashed)
            EndAttempt(lane, item, share);
        else
            EndAttempt(lane, item, share, flight);
    }

    private void EndAttempt(Lane lane, WorkItem item, SlotShare share, Flight? flight)
    {
        lane.AttemptEnded(item, share, flight);
        CountDown();
    }

    private void EndAttempt(Lane lane, WorkItem item, SlotShare share)
    {
        lane.Crashed(item, share);
        _ = ParkDirectAsync(lane.Endpoint);
        CountDown();
    }

    /// <summary>What a lane has let go of is fetched again: its direct deliveries need rows for that.</summary>
    private async Task ParkDirectAsync(int endpoint)
    {
        while (!_stopping)
        {
            try
            {
                await _parts.Work.ParkDirectAsync(endpoint).ConfigureAwait(false);
                return;
            }
            catch (Exception failure)
            {
                // Nothing else would take them up before the next start.
                LogParkFailed(_parts.Logger, endpoint, ProbeEvery, failure);
                await Task.Delay(ProbeEvery, _parts.Clock).ConfigureAwait(false);
            }
        }
    }

    private void CountDown()
    {
        if (Interlocked.Decrement(ref _flights) == 0 && _stopping)
            _allEnded.TrySetResult();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
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

    private void OfferToLane(WorkItem item, bool due)
    {
        for (var lane = LaneOf(item.Endpoint); !lane.Offer(item, due); lane = LaneOf(item.Endpoint))
            Drop(lane);
    }

    /// <summary>Takes out this lane, which is retired; not one that somebody else has put in its place.</summary>
    public void Drop(Lane lane)
    {
        if (_lanes.TryRemove(new KeyValuePair<int, Lane>(lane.Endpoint, lane)))
            Interlocked.Decrement(ref _laneCount);
    }

    private static AttemptRecord Canceled(WorkItem item) => new()
    {
        Endpoint = item.Endpoint,
        Message = item.Message,
        Tries = item.Tries,
        Final = DeliveryState.Canceled,
    };

    private Lane LaneOf(int endpoint)
    {
        if (_lanes.TryGetValue(endpoint, out var lane))
            return lane;
        var mine = new Lane(endpoint, this);
        lane = _lanes.GetOrAdd(endpoint, mine);
        // Counted here: the dictionary counts itself by taking all of its locks.
        if (ReferenceEquals(lane, mine))
            Interlocked.Increment(ref _laneCount);
        return lane;
    }

    private void Sweep()
    {
        var crowded = Crowded;
        foreach (var (_, lane) in _lanes)
            if (lane.TryRetire(crowded))
                Drop(lane);
        _applicationThrottles.Sweep();
    }

    /// <summary>While the store can't commit nothing is sent, so that nobody else would find out that it works again.</summary>
    private void Probe()
    {
        if (!_parts.Health.Writable && !_stopping && Interlocked.Exchange(ref _probing, 1) == 0)
            _ = ProbeAsync();

        async Task ProbeAsync()
        {
            try
            {
                await _parts.Record.ProbeAsync().ConfigureAwait(false);
            }
            catch (StoreUnavailableException)
            {
                // Still so: its health says why.
            }
            finally
            {
                Volatile.Write(ref _probing, 0);
            }
        }
    }
}

using Microsoft.Extensions.Time.Testing;
using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Signing;
using Ringback.Testing;

namespace Ringback.Core.Tests.Lanes;

/// <summary>A node with one lane: it says what is sent, and the test says how it ends. Time stands still until it is advanced.</summary>
internal sealed class LaneWorld : ILaneNode, IDisposable
{
    public const int Id = 1;

    private static readonly CustomerApplication Application =
        new() { Id = 7, Ksuid = default, Organisation = new Organisation(1, "org_x"), Name = "a", CreatedAt = 0, UpdatedAt = 0 };

    private readonly Lock _lock = new();
    private readonly Lock _writer = new();
    private readonly long _start;
    private readonly List<(WorkItem Item, ResolvedDestination? Destination, SlotShare Share)> _flights = [];
    private readonly SortedDictionary<long, WorkItem> _parked = [];
    private int _ended;
    private int _fetches;
    private int _fetching;

    public LaneWorld(Func<HttpEndpoint, HttpEndpoint>? shape = null, int slots = 64)
    {
        Policy = new DeliveryPolicy(RetrySchedule.None, long.MaxValue, slots, LaneInFlight: 8, new BreakerOptions(Failures: 3, MinSpanMs: 100, OpenMs: 1000, MaxOpenMs: 4000));
        _start = Clock.GetTimestamp();
        Slots = new SlotGate(slots);
        Wakes = new WakeQueue(Clock);
        var endpoint = new HttpEndpoint { Id = Id, Ksuid = default, ApplicationId = 7, Url = "https://example.com/", CreatedAt = 0, UpdatedAt = 0 };
        Endpoint = shape?.Invoke(endpoint) ?? endpoint;
        Lane = new Lane(Id, this);
    }

    public FakeTimeProvider Clock { get; } = new();

    public Lane Lane { get; }

    /// <value>As the catalog has it; null: it is gone.</value>
    public HttpEndpoint? Endpoint { get; set; }

    /// <value>Whether its secrets can be opened.</value>
    public bool IsReadable { get; set; } = true;

    public GcraLimiter? OfApplication { get; set; }

    public bool Dropped { get; private set; }

    /// <value>Hears of each attempt as it begins.</value>
    public Action<long>? OnStart { get; set; }

    public DeliveryPolicy Policy { get; }

    public SlotGate Slots { get; }

    public WakeQueue Wakes { get; }

    public BacklogBudget Budget { get; } = new(1 << 20);

    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public long Ticks => Clock.GetElapsedTime(_start).Ticks;

    public bool Sending { get; set; } = true;

    public bool Writable { get; set; } = true;

    public bool MaySend(int destination) => Writable;

    public bool Crowded { get; set; }

    /// <value>The seqs of all that was ever sent, in order.</value>
    public List<long> Started
    {
        get { lock (_lock) return _flights.ConvertAll(static flight => flight.Item.Message.Seq); }
    }

    /// <value>Where the last one was sent; null: it was canceled.</value>
    public ResolvedDestination? LastDestination
    {
        get { lock (_lock) return _flights[^1].Destination; }
    }

    public static WorkItem Item(long seq, int tries = 0, long? due = null) => new(
        Id, new Message { Id = default, ApplicationId = 7, EventType = "a", AcceptedAt = seq, Seq = seq, Payload = new byte[10] }, tries, Manual: false, due);

    public void Offer(params ReadOnlySpan<long> seqs)
    {
        foreach (var seq in seqs)
            Lane.Offer(Item(seq), due: false).ShouldBeTrue();
    }

    /// <summary>
    /// A message is committed, and offered as the store does: its row is there before, and no later commit, so no outcome of it either,
    /// comes between the two.
    /// </summary>
    public void Accept(long seq)
    {
        var item = Item(seq);
        lock (_writer)
        {
            lock (_lock) _parked[seq] = item;
            Lane.Offer(item, due: false).ShouldBeTrue();
        }
    }

    /// <summary>Puts work into the store, and tells the lane of it.</summary>
    public void Park(params IEnumerable<long> seqs)
    {
        lock (_lock)
            foreach (var seq in seqs)
                _parked[seq] = Item(seq);
        Lane.Parked().ShouldBeTrue();
    }

    /// <summary>The last attempt of a message ends.</summary>
    public void EndAttempt(long seq, bool success = true, long? retryAt = null, int durationMs = 10)
    {
        (WorkItem Item, ResolvedDestination? Destination, SlotShare Share) flight;
        lock (_writer)
            lock (_lock)
            {
                flight = _flights.FindLast(flight => flight.Item.Message.Seq == seq);
                _ended++;
                if (success) _parked.Remove(seq);
            }

        Lane.AttemptEnded(flight.Item, flight.Share, new Flight(success, Throttled: false, durationMs, retryAt, flight.Item.Tries + 1));
    }

    public void Crash(long seq)
    {
        var (item, _, share) = _flights.FindLast(flight => flight.Item.Message.Seq == seq);
        lock (_lock)
        {
            _ended++;
            _parked[seq] = item;
        }

        Lane.Crashed(item, share);
    }

    /// <summary>Lets time pass, and the lane decide what it decides then.</summary>
    public Task AdvanceAsync(int milliseconds)
    {
        Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return SettleAsync();
    }

    /// <summary>Waits until the lane has decided all that it decides at this time.</summary>
    public async Task<List<long>> SettleAsync()
    {
        for (var fetches = -1; fetches != Volatile.Read(ref _fetches);)
        {
            fetches = Volatile.Read(ref _fetches);
            // What the thread pool would do, done here: what it comes to afterwards decides the same.
            Lane.Execute();
            await Wait.UntilAsync(HasSettled);
        }

        return Started;

        bool HasSettled()
        {
            lock (_lock) return _fetching == 0 && _flights.Count - _ended == Lane.InFlight().Count;
        }
    }

    public Destination? Known(int destination) => Endpoint;

    public bool TryResolve(Destination destination, out ResolvedDestination? resolved)
    {
        resolved = IsReadable && !destination.Disabled
            ? new ResolvedEndpoint((HttpEndpoint)destination, Application, new Uri("https://example.com/"), new MessageSigner([]), [], long.MaxValue)
            : null;
        return IsReadable;
    }

    public GcraLimiter? ApplicationThrottle(int application) => OfApplication;

    public async Task FetchAsync(Lane lane, bool fifo, long after, int limit, long bytes)
    {
        Interlocked.Increment(ref _fetching);
        Interlocked.Increment(ref _fetches);
        await Task.Yield();
        List<WorkItem> items;
        lock (_lock)
            items = [.. _parked.Values.Where(item => item.Message.Seq > after).Take(limit)];
        lane.Fetched(items, complete: items.Count < limit);
        Interlocked.Decrement(ref _fetching);
    }

    public void StartAttempt(Lane lane, WorkItem item, ResolvedDestination? destination, SlotShare share)
    {
        lock (_lock)
            _flights.Add((item, destination, share));
        OnStart?.Invoke(item.Message.Seq);
    }

    public void Drop(Lane lane) => Dropped = true;

    public void Dispose() => Wakes.Dispose();
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Core.Background;
using Ringback.Core.Commit;
using Ringback.Core.Deliver;
using Ringback.Core.Lanes;
using Ringback.Testing;

namespace Ringback.Core.Tests.Background;

public sealed class DueLoopTests
{
    private readonly ManualTime _time = new();
    private readonly FakeWork _work = new();
    private bool _room = true;

    [Fact]
    public async Task What_is_due_is_claimed_at_its_time_and_nobody_asks_again_and_again_before()
    {
        _work.Add(Now + 3000);
        var loop = Start();
        await AsleepAsync();
        var asked = _work.Asked;
        _time.Advance(TimeSpan.FromMilliseconds(2999));
        _work.Claimed.ShouldBe(0);
        _work.Asked.ShouldBe(asked);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await _work.ClaimedAsync(1);
        await AsleepAsync();
        _work.Asked.ShouldBeLessThanOrEqualTo(asked + 3);
        await loop.StopAsync();
    }

    [Fact]
    public async Task What_becomes_due_sooner_wakes_it()
    {
        _work.Add(Now + 4000);
        var loop = Start();
        await AsleepAsync();
        _work.Add(Now + 1000);
        loop.Wake(Now + 1000);
        await _work.AskedAsync(2);
        await AsleepAsync();
        _time.Advance(TimeSpan.FromMilliseconds(1000));
        await _work.ClaimedAsync(1);
        await loop.StopAsync();
    }

    [Fact]
    public async Task What_becomes_due_later_doesnt_wake_it()
    {
        _work.Add(Now + 1000);
        var loop = Start();
        await AsleepAsync();
        for (var i = 0; i < 1000; i++) loop.Wake(Now + 2000 + i);
        _work.Asked.ShouldBe(1);
        await loop.StopAsync();
    }

    [Fact]
    public async Task What_is_heard_of_while_the_store_is_asked_isnt_slept_through()
    {
        for (var i = 0; i < 200; i++)
        {
            var work = new FakeWork();
            DueLoop? loop = null;
            // Committed after the store looked, heard of before the loop lies down.
            work.AfterAsked = () =>
            {
                work.AfterAsked = null;
                work.Add(Now - 1);
                loop!.Wake(Now - 1);
            };
            loop = new DueLoop(work.NextDueAsync, async (now, limit) => await work.ClaimDueAsync(now, limit), _time, () => true, NullLogger.Instance);
            loop.Start();
            await work.ClaimedAsync(1);
            await loop.StopAsync();
        }
    }

    [Fact]
    public async Task A_store_that_cant_be_written_is_asked_again_a_second_later()
    {
        _work.Add(Now - 1);
        _work.Unavailable = true;
        var loop = Start();
        await _work.AskedAsync(1);
        await AsleepAsync();
        loop.Wake(Now);
        _work.Unavailable = false;
        _work.Asked.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _work.ClaimedAsync(1);
        await loop.StopAsync();
    }

    [Fact]
    public async Task Nothing_is_claimed_while_there_is_no_room()
    {
        _room = false;
        _work.Add(Now - 1);
        var loop = Start();
        await AsleepAsync();
        _work.Asked.ShouldBe(0);
        _room = true;
        _time.Advance(TimeSpan.FromMilliseconds(50));
        await _work.ClaimedAsync(1);
        await loop.StopAsync();
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private DueLoop Start()
    {
        var loop = new DueLoop(_work.NextDueAsync, async (now, limit) => await _work.ClaimDueAsync(now, limit), _time, () => _room, NullLogger.Instance);
        loop.Start();
        return loop;
    }

    private Task AsleepAsync() => Wait.ForAsync(() => _time.PendingTimers, timers => timers > 0);

    private sealed class FakeWork : IWorkStore
    {
        private readonly ConcurrentDictionary<long, bool> _due = new();
        private int _asked;
        private int _claimed;

        public bool Unavailable { get; set; }

        public Action? AfterAsked { get; set; }

        public int Asked => Volatile.Read(ref _asked);

        public int Claimed => Volatile.Read(ref _claimed);

        public void Add(long due) => _due[due] = true;

        public Task ClaimedAsync(int count) => Wait.ForAsync(() => Claimed, claimed => claimed >= count);

        public Task AskedAsync(int count) => Wait.ForAsync(() => Asked, asked => asked >= count);

        public IReadOnlyList<int> EndpointsWithParkedWork() => [];

        public ValueTask ParkDirectAsync(int endpoint) => default;

        public ValueTask<IReadOnlyList<WorkItem>> FetchAsync(int endpoint, bool fifo, long after, int limit, long bytes) => new([]);

        public ValueTask<IReadOnlyList<WorkItem>> ClaimDueAsync(long now, int limit)
        {
            if (Unavailable) throw new StoreUnavailableException("no");
            foreach (var due in _due.Keys.Where(due => due <= now).Take(limit))
            {
                _due.TryRemove(due, out _);
                Interlocked.Increment(ref _claimed);
            }

            return new([]);
        }

        public ValueTask<long?> NextDueAsync()
        {
            long? next = _due.IsEmpty ? null : _due.Keys.Min();
            Interlocked.Increment(ref _asked);
            AfterAsked?.Invoke();
            return new(next);
        }
    }
}

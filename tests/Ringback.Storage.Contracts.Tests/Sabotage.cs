using Ringback.Core.Accept;
using Ringback.Core.Deliver;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Core.Stores;
using Ringback.Storage.Contracts.Model;

namespace Ringback.Storage.Contracts.Tests;

/// <summary>Stores that do one thing wrong, each a good one with a seam that misbehaves.</summary>
internal static class Sabotage
{
    public static readonly IReadOnlyDictionary<string, Func<IStoreFactory>> All = new Dictionary<string, Func<IStoreFactory>>(StringComparer.Ordinal)
    {
        ["loses an accepted message"] = () => new Stores((store, _) => new StoreDecorator(store) { Accept = new LosingAccept(store.Accept) }),
        ["takes a fresh key for a duplicate"] = () => new Stores((store, _) => new StoreDecorator(store) { Accept = new ForgetfulAccept(store.Accept, mixesKeysUp: true) }),
        ["forgets a key"] = () => new Stores((store, _) => new StoreDecorator(store) { Accept = new ForgetfulAccept(store.Accept, mixesKeysUp: false) }),
        ["takes a fresh event for a duplicate"] = () => new Stores((store, _) => new StoreDecorator(store) { Accept = new DeafAccept(store.Accept) }),
        ["overwrites a success"] = () => new Stores((store, state) => new StoreDecorator(store) { Record = new OverwritingRecord(store.Record, state) }),
        ["overtakes in a FIFO lane"] = () => new Stores((store, _) => new StoreDecorator(store) { Work = new OvertakingWork(store.Work) }),
        ["gives due work twice"] = () => new Stores((store, _) => new StoreDecorator(store) { Work = new RepeatingWork(store.Work) }),
        ["forgets direct deliveries at a start"] = () => new Stores(static (store, state) =>
        {
            state.Work.RemoveAll(static work => work.Direct is not null);
            return store;
        }),
        ["lets a direct delivery be fetched as well"] = () => new Stores((store, state) => new StoreDecorator(store) { Accept = new RepeatingAccept(store.Accept, state) }),
        ["loses at a power cut what it has answered"] = () => new Stores(static (store, _) => store) { LosesTheLast = true },
    };

    private sealed class Stores(Func<IStore, ModelState, IStore> sabotage) : IStoreFactory
    {
        private readonly Dictionary<string, ModelState> _folders = [];

        public bool LosesTheLast { get; init; }

        public IStore Open(string folder, TimeProvider clock, TimeSpan retention)
        {
            if (!_folders.TryGetValue(folder, out var state))
                _folders[folder] = state = new ModelState(clock, retention);
            return sabotage(new ModelStore(state), state);
        }

        public void CopyAsIfKilled(string folder, string to)
        {
            var state = _folders[to] = _folders[folder];
            if (LosesTheLast && state.Messages.Count > 0)
                state.Messages.RemoveAt(state.Messages.Count - 1);
        }
    }

    /// <summary>Answers the second message, and doesn't keep it.</summary>
    private sealed class LosingAccept(IAcceptStore store) : IAcceptStore
    {
        private int _accepted;

        public ValueTask<Accepted> AcceptAsync(NewMessage message) =>
            Interlocked.Increment(ref _accepted) == 2 ? new(new Accepted(AcceptStatus.Accepted, message.Message)) : store.AcceptAsync(message);

        public ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request) => store.ReceiveAsync(request);
    }

    /// <summary>Has one place for all keys, or none.</summary>
    private sealed class ForgetfulAccept(IAcceptStore store, bool mixesKeysUp) : IAcceptStore
    {
        public ValueTask<Accepted> AcceptAsync(NewMessage message) => store.AcceptAsync(message with
        {
            Key = mixesKeysUp && message.Key is { } key ? key with { Hash = 1 } : null,
        });

        public ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request) => store.ReceiveAsync(request);
    }

    /// <summary>Knows an event by what its key's hash ends with.</summary>
    private sealed class DeafAccept(IAcceptStore store) : IAcceptStore
    {
        public ValueTask<Accepted> AcceptAsync(NewMessage message) => store.AcceptAsync(message);

        public ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request) => store.ReceiveAsync(request with
        {
            Events = [.. request.Events.Select(static received => received with
            {
                Keys = [.. received.Keys.Select(static key => key with { Hash = key.Hash & 1 })],
            })],
        });
    }

    /// <summary>Has a row for what a lane has in memory.</summary>
    private sealed class RepeatingAccept(IAcceptStore store, ModelState state) : IAcceptStore
    {
        public async ValueTask<Accepted> AcceptAsync(NewMessage message)
        {
            var accepted = await store.AcceptAsync(message);
            state.Work.Change(static work => work.Direct is not null, static work => work with { Direct = null });
            return accepted;
        }

        public ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request) => store.ReceiveAsync(request);
    }

    /// <summary>Lets a resend that fails take a success back.</summary>
    private sealed class OverwritingRecord(IRecordStore store, ModelState state) : IRecordStore
    {
        public async ValueTask RecordAsync(AttemptRecord record)
        {
            await store.RecordAsync(record);
            if (record.RetryAt is null)
                state.Deliveries.Change(
                    delivery => delivery.Seq == record.Message.Seq && delivery.Endpoint == record.Endpoint, delivery => delivery with { State = record.Final });
        }

        public ValueTask ProbeAsync() => store.ProbeAsync();

        public IReadOnlyDictionary<int, long> FailingSince() => store.FailingSince();
    }

    /// <summary>Gives a FIFO lane its second message first.</summary>
    private sealed class OvertakingWork(IWorkStore store) : IWorkStore
    {
        public IReadOnlyList<int> EndpointsWithParkedWork() => store.EndpointsWithParkedWork();

        public async ValueTask<IReadOnlyList<WorkItem>> FetchAsync(int endpoint, bool fifo, long after, int limit, long bytes)
        {
            var items = await store.FetchAsync(endpoint, fifo, after, limit, bytes);
            return fifo && items.Count > 1 ? [items[1], items[0], .. items.Skip(2)] : items;
        }

        public ValueTask<IReadOnlyList<WorkItem>> ClaimDueAsync(long now, int limit) => store.ClaimDueAsync(now, limit);

        public ValueTask ParkDirectAsync(int endpoint) => store.ParkDirectAsync(endpoint);

        public ValueTask<long?> NextDueAsync() => store.NextDueAsync();
    }

    /// <summary>Gives what was claimed with the next claim once more.</summary>
    private sealed class RepeatingWork(IWorkStore store) : IWorkStore
    {
        private IReadOnlyList<WorkItem> _claimed = [];

        public IReadOnlyList<int> EndpointsWithParkedWork() => store.EndpointsWithParkedWork();

        public ValueTask<IReadOnlyList<WorkItem>> FetchAsync(int endpoint, bool fifo, long after, int limit, long bytes) =>
            store.FetchAsync(endpoint, fifo, after, limit, bytes);

        public async ValueTask<IReadOnlyList<WorkItem>> ClaimDueAsync(long now, int limit)
        {
            var before = _claimed;
            _claimed = await store.ClaimDueAsync(now, limit);
            return [.. before, .. _claimed];
        }

        public ValueTask ParkDirectAsync(int endpoint) => store.ParkDirectAsync(endpoint);

        public ValueTask<long?> NextDueAsync() => store.NextDueAsync();
    }
}

using Ringback.Core.Commit;
using Ringback.Core.Deliver;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Testing;

namespace Ringback.Core.Tests.Deliver;

/// <summary>
/// A store without a disk that keeps the promises of one: a writer that tells of each commit before the next, snapshots for readers, and
/// times when nothing can be committed.
/// </summary>
internal sealed class MemoryStore(StoreHealth health, Random random) : IWorkStore, IRecordStore
{
    private readonly Lock _rowsLock = new();
    private readonly SemaphoreSlim _writer = new(1);
    private readonly SortedDictionary<(int Endpoint, long Seq), Row> _rows = [];
    private readonly Dictionary<(int Endpoint, long Seq), Message> _direct = [];
    private readonly Dictionary<(int Endpoint, long Seq), DeliveryState> _ended = [];
    private long _seq;
    private int _refused;

    public IDeliveryIntake Intake { get; set; } = null!;

    public volatile bool Unavailable;

    /// <value>Writes refused while it was unavailable.</value>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Waits until it has refused so many writes more.</summary>
    public Task RefusesAsync(int more)
    {
        var before = Refused;
        return Wait.ForAsync(() => Refused, refused => refused >= before + more);
    }

    public int Unfinished
    {
        get { lock (_rowsLock) return _rows.Count + _direct.Count; }
    }

    public IReadOnlyDictionary<(int Endpoint, long Seq), DeliveryState> Ended
    {
        get { lock (_rowsLock) return new Dictionary<(int, long), DeliveryState>(_ended); }
    }

    public string Left
    {
        get { lock (_rowsLock) return string.Join(", ", _rows.Take(10)); }
    }

    public Task<Message> AcceptAsync(int[] endpoints) => WriteAsync<Message>(() =>
    {
        var message = new Message { Id = default, ApplicationId = 1, EventType = "a", AcceptedAt = 0, Seq = ++_seq, Payload = BitConverter.GetBytes(_seq) };
        int[] direct = [.. endpoints.Where(Intake.TryReserve)];
        int[] withRow = [.. endpoints.Except(direct)];
        foreach (var endpoint in direct) _direct[(endpoint, message.Seq)] = message;
        foreach (var endpoint in withRow) _rows[(endpoint, message.Seq)] = new Row(message, 0, null, false);
        return (message, () => Intake.Offer(message, [.. direct, .. withRow], direct.Length));
    });

    public ValueTask RecordAsync(AttemptRecord record) => new(WriteAsync<object?>(() =>
    {
        var key = (record.Endpoint, record.Message.Seq);
        var wasDirect = _direct.Remove(key);
        if (record.RetryAt is { } due)
        {
            _rows[key] = (wasDirect ? new Row(record.Message, 0, null, false) : _rows[key]) with { Tries = record.Tries, Due = due };
            return (null, () => Intake.DueAt(due));
        }

        _rows.Remove(key);
        _ended[key] = record.Final;
        return (null, () => { });
    }));

    public ValueTask ProbeAsync() => new(WriteAsync<object?>(static () => (null, static () => { })));

    public ValueTask<IReadOnlyList<WorkItem>> ClaimDueAsync(long now, int limit) => new(WriteAsync<IReadOnlyList<WorkItem>>(() =>
    {
        var due = _rows.Where(row => row.Value.Due <= now).Take(limit).ToList();
        foreach (var (key, row) in due) _rows[key] = row with { Due = null };
        IReadOnlyList<WorkItem> items = [.. due.Select(row => row.Value.Item(row.Key.Endpoint))];
        return (items, () => Intake.OfferDue(items));
    }));

    public ValueTask ParkDirectAsync(int endpoint) => new(WriteAsync<object?>(() =>
    {
        foreach (var (key, message) in _direct.Where(direct => direct.Key.Endpoint == endpoint).ToList())
        {
            _direct.Remove(key);
            _rows[key] = new Row(message, 0, null, false);
        }

        return (null, () => Intake.Parked(endpoint));
    }));

    public ValueTask<long?> NextDueAsync()
    {
        lock (_rowsLock) return new(_rows.Values.Min(row => row.Due));
    }

    public async ValueTask<IReadOnlyList<WorkItem>> FetchAsync(int endpoint, bool fifo, long after, int limit, long bytes)
    {
        await PauseAsync();
        List<WorkItem> items;
        lock (_rowsLock)
        {
            items = [.. _rows.Where(row => row.Key.Endpoint == endpoint && row.Key.Seq > after && (row.Value.Due is null || (fifo && row.Value.Tries > 0)))
                .Take(limit).Select(row => row.Value.Item(endpoint))];
        }

        await PauseAsync();
        if (Draw(30) == 0) throw new IOException("It can't be read now.");
        return items;
    }

    public IReadOnlyList<int> EndpointsWithParkedWork()
    {
        lock (_rowsLock) return [.. _rows.Keys.Select(key => key.Endpoint).Distinct()];
    }

    public IReadOnlyDictionary<int, long> FailingSince() => new Dictionary<int, long>();

    private async Task<T> WriteAsync<T>(Func<(T Result, Action Tell)> write)
    {
        await _writer.WaitAsync();
        T result;
        try
        {
            if (Unavailable)
            {
                Interlocked.Increment(ref _refused);
                health.Failed("It can't be written now.");
                throw new StoreUnavailableException("It can't be written now.");
            }

            Action tell;
            lock (_rowsLock) (result, tell) = write();
            health.Worked();
            if (Draw(10) == 0) await Task.Yield();
            tell();
        }
        finally
        {
            _writer.Release();
        }

        await PauseAsync();
        return result;
    }

    /// <summary>Callers hear of what they did sooner or later.</summary>
    private async Task PauseAsync()
    {
        switch (Draw(20))
        {
            case 0: await YieldAsync(100); break;
            case < 10: await Task.Yield(); break;
        }
    }

    private static async Task YieldAsync(int times)
    {
        for (var i = 0; i < times; i++) await Task.Yield();
    }

    private int Draw(int below)
    {
        lock (random) return random.Next(below);
    }

    private sealed record Row(Message Message, int Tries, long? Due, bool Manual)
    {
        public WorkItem Item(int endpoint) => new(endpoint, Message, Tries, Manual, Due);
    }
}

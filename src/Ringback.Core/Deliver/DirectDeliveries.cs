using System.Runtime.InteropServices;

namespace Ringback.Core.Deliver;

/// <summary>
/// The deliveries of a node that are known by their message's row and by its memory alone: from the commit that accepts the message to the
/// commit of the first outcome, or until one has waited so long that it is given a row of work. What a message costs when all goes well
/// is so only appended. Changes are made by the writer's thread, and taken back with its batch; reads come from any thread.
/// </summary>
/// <param name="intake">Reserves the room.</param>
internal sealed class DirectDeliveries(Func<IDeliveryIntake> intake)
{
    /// <value>Deliveries that are direct at a time, and messages' deliveries behind the oldest of them: bounds what a start has to look for.</value>
    public const int Most = 100_000;

    /// <value>Milliseconds after which one that has no outcome gets a row.</value>
    public const long Patience = 30_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(long Seq, int Endpoint), int> _open = [];

    // What the batch under way has taken out: a reader, whose database doesn't show that yet, still finds it here.
    private readonly HashSet<(long Seq, int Endpoint)> _leaving = [];

    // In order of commit; what has ended in its midst leaves when it is the first. Bounded as the set is, and by how long each may stay.
    private readonly Queue<(long Seq, int Endpoint, long AcceptedAt)> _order = [];

    // What the batch under way has changed; emptied by its end.
    private readonly List<Change> _changes = [];

    /// <value>How much of the batch under way can be taken back.</value>
    public int Uncommitted => _changes.Count;

    public bool TryReserve(int endpoint)
    {
        if (_open.Count >= Most || !intake().TryReserve(endpoint))
            return false;
        _changes.Add(new Change(Kind.Reserved, 0, endpoint, 0));
        return true;
    }

    /// <summary>A message has a direct delivery, whose room was reserved.</summary>
    /// <param name="index">Among the message's direct deliveries, from 0.</param>
    public void Add(long seq, int endpoint, int index, long acceptedAt)
    {
        lock (_lock)
        {
            _open.Add((seq, endpoint), index);
            _order.Enqueue((seq, endpoint, acceptedAt));
        }

        _changes.Add(new Change(Kind.Added, seq, endpoint, index));
    }

    /// <summary>A delivery has an outcome, or is given a row.</summary>
    /// <returns>False when it isn't direct: it has a row.</returns>
    public bool Remove(long seq, int endpoint) => TakeOut(seq, endpoint) is not null;

    /// <inheritdoc cref="Remove"/>
    /// <returns>Its index among the message's direct deliveries; null when it isn't direct.</returns>
    public int? TakeOut(long seq, int endpoint)
    {
        int index;
        lock (_lock)
        {
            if (!_open.Remove((seq, endpoint), out index))
                return null;
            _leaving.Add((seq, endpoint));
        }

        _changes.Add(new Change(Kind.Removed, seq, endpoint, index));
        return index;
    }

    /// <summary>Whether a delivery is direct and has no outcome, in the batch under way.</summary>
    public bool Contains(long seq, int endpoint)
    {
        lock (_lock)
            return _open.ContainsKey((seq, endpoint));
    }

    /// <summary>Whether a reader who looks at the database after this may find no row of a delivery because it is direct.</summary>
    public bool IsShown(long seq, int endpoint)
    {
        lock (_lock)
            return _open.ContainsKey((seq, endpoint)) || _leaving.Contains((seq, endpoint));
    }

    /// <summary>The messages that have a direct delivery to an endpoint, as <see cref="IsShown"/>, in order of seq.</summary>
    public List<long> OfEndpoint(int endpoint)
    {
        var seqs = new List<long>();
        lock (_lock)
        {
            foreach (var (seq, of) in _open.Keys)
                if (of == endpoint)
                    seqs.Add(seq);
            foreach (var (seq, of) in _leaving)
                if (of == endpoint)
                    seqs.Add(seq);
        }

        seqs.Sort();
        return seqs;
    }

    /// <summary>All of them, as <see cref="IsShown"/>: the seqs of messages by endpoint, in no order.</summary>
    public ILookup<int, long> ByEndpoint()
    {
        lock (_lock)
            return _open.Keys.Concat(_leaving).ToLookup(static open => open.Endpoint, static open => open.Seq);
    }

    /// <summary>Those whose messages were accepted before a time, or that have more than <see cref="Most"/> behind them, the oldest first.</summary>
    /// <param name="before">Unix milliseconds.</param>
    public List<(long Seq, int Endpoint)> AcceptedBefore(long before)
    {
        var old = new List<(long, int)>();
        lock (_lock)
        {
            var left = _order.Count;
            foreach (var (seq, endpoint, acceptedAt) in _order)
            {
                // Counted too: a clock that was set back would keep the oldest for ever.
                if (left-- <= Most && acceptedAt >= before)
                    break;
                if (_open.ContainsKey((seq, endpoint)))
                    old.Add((seq, endpoint));
            }
        }

        return old;
    }

    /// <summary>The seq of the oldest, as of the last commit: no message below it has a direct delivery; null when there is none.</summary>
    public long? Oldest()
    {
        lock (_lock)
            return _order.TryPeek(out var first) ? first.Seq : null;
    }

    /// <summary>Takes back what the batch under way has changed since a time at which so much was uncommitted.</summary>
    public void UndoTo(int uncommitted)
    {
        for (var i = _changes.Count - 1; i >= uncommitted; i--)
        {
            var (kind, seq, endpoint, index) = _changes[i];
            if (kind == Kind.Reserved)
            {
                intake().Release(endpoint);
                continue;
            }

            lock (_lock)
            {
                if (kind == Kind.Added)
                {
                    _open.Remove((seq, endpoint));
                    continue;
                }

                _leaving.Remove((seq, endpoint));
                _open.Add((seq, endpoint), index);
            }
        }

        CollectionsMarshal.SetCount(_changes, Math.Min(_changes.Count, uncommitted));
    }

    /// <summary>The batch is on disk.</summary>
    public void Committed()
    {
        _changes.Clear();
        lock (_lock)
        {
            _leaving.Clear();
            while (_order.TryPeek(out var first) && !_open.ContainsKey((first.Seq, first.Endpoint)))
                _order.Dequeue();
        }
    }

    private enum Kind
    {
        Reserved,
        Added,
        Removed,
    }

    private readonly record struct Change(Kind Kind, long Seq, int Endpoint, int Index);
}

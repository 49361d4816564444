using Ringback.Core.Lanes;
using Ringback.Core.Messages;

namespace Ringback.Core.Tests.Lanes;

/// <summary>
/// A lane's backlog beside a store made of a dictionary, and all that may come between: a commit before the lane hears of it, a fetch that
/// sees the store at any time between its begin and its end, a landing long after its outcome was committed, a crash.
/// </summary>
internal sealed class BacklogModel
{
    private readonly Random _random;
    private readonly BacklogTraits _traits;
    private readonly SortedDictionary<long, Row> _rows = [];
    private readonly List<long> _ended = [];
    private readonly Queue<long> _unexpanded = [];
    private readonly List<Flight> _flights = [];
    private readonly BacklogBudget _budget;
    private LaneBacklog _backlog = new();
    private (int Limit, long After, bool Fifo, List<WorkItem>? Seen)? _fetch;
    private Action? _untold;
    private bool _fifo;
    private long _seq;
    private long _now = 1_000_000;

    public BacklogModel(int seed, BacklogTraits traits)
    {
        _random = new Random(seed);
        _traits = traits;
        _fifo = traits.Fifo;
        _budget = new BacklogBudget(traits.Tight ? 256 * 6 : long.MaxValue);
        _backlog.Limit = traits.Limit;
    }

    public int Sent { get; private set; }

    public int Crashes { get; private set; }

    public void Run(int steps)
    {
        for (var i = 0; i < steps; i++) Step();
        // Everybody calms down; whatever isn't delivered now was lost.
        for (var i = 0; !(_rows.Count == 0 && _flights.Count == 0 && _backlog.Idle); i++)
        {
            if (i > 5000) throw new InvalidOperationException($"{_rows.Count} are parked and nobody fetches them: {string.Join(", ", _rows.Take(5))}");
            Settle();
        }

        _budget.Items.ShouldBe(0);
        _budget.HasRoom.ShouldBeTrue();
    }

    private void Step()
    {
        switch (_random.Next(100))
        {
            case < 12: Accept(); break;
            case < 18: Tell(); break;
            case < 38: Start(); break;
            case < 46: BeginFetch(); break;
            case < 54: See(); break;
            case < 62: EndFetch(); break;
            case < 75: Record(success: _random.Next(100) < _traits.Success); break;
            case < 88: EndAttempt(); break;
            case < 92: Claim(); break;
            case < 94: _now += _random.Next(3000); break;
            case 94 when _random.Next(3) == 0: GiveRows(); break;
            case 95 when _traits.Odd: (_random.Next(2) == 0 ? (Action)Delay : Expand)(); break;
            case 96 when _traits.Odd: Replay(); break;
            case 97 when _traits.Odd: Resend(); break;
            case 98 when _traits.Changes: Change(); break;
            case 99 when _random.Next(10) < _traits.Crashes: Crash(); break;
            case 99 when _traits.Odd && _random.Next(10) == 0: Break(); break;
        }
    }

    private void Settle()
    {
        Tell();
        _now += 1000;
        Claim();
        Tell();
        Start();
        BeginFetch();
        See();
        EndFetch();
        Record(success: true);
        Tell();
        EndAttempt();
    }

    private void Accept()
    {
        Tell();
        var seq = ++_seq;
        var direct = !_fifo && _random.Next(3) > 0 && _backlog.TryReserve(_budget);
        if (direct && _random.Next(20) == 0)
        {
            // The batch is taken back.
            _backlog.Release();
            return;
        }

        _rows[seq] = new Row(0, null, false, direct);
        _untold = direct ? () => _backlog.Hold(Item(seq), _budget) : () => _backlog.Offer(Item(seq), due: false, _budget);
        // Room for messages whose fan-out is expanded later, after younger ones.
        if (_traits.Odd && _random.Next(20) == 0) _unexpanded.Enqueue(++_seq);
    }

    /// <summary>What has been direct for long gets a row, of which the lane doesn't hear.</summary>
    private void GiveRows()
    {
        foreach (var (seq, row) in _rows.ToList())
            _rows[seq] = row with { IsDirect = false };
    }

    private void Expand()
    {
        Tell();
        if (!_unexpanded.TryDequeue(out var seq)) return;
        _rows[seq] = new Row(0, null, false);
        _untold = () => _backlog.Offer(Item(seq), due: false, _budget);
    }

    private void Delay()
    {
        Tell();
        _rows[++_seq] = new Row(0, _now + _random.Next(5000), false);
    }

    private void Replay()
    {
        Tell();
        if (_ended.Count == 0) return;
        _rows.TryAdd(_ended[_random.Next(_ended.Count)], new Row(0, null, false));
        _untold = () => _backlog.Parked();
    }

    private void Resend()
    {
        Tell();
        var seq = _random.Next(2) == 0 && _ended.Count > 0 ? _ended[^1] : _rows.Count > 0 ? _rows.ElementAt(_random.Next(_rows.Count)).Key : 0;
        if (seq == 0) return;
        if (!_rows.TryGetValue(seq, out var row))
        {
            _rows[seq] = new Row(0, null, true);
            _untold = () => _backlog.Offer(Item(seq), due: true, _budget);
        }
        else if (row.Due is null)
        {
            _untold = () => _backlog.Parked();
        }
        else
        {
            _rows[seq] = row with { Due = null, Manual = true };
            _untold = () => _backlog.Offer(Item(seq), due: true, _budget);
        }
    }

    private void Claim()
    {
        Tell();
        var due = _rows.Where(row => row.Value.Due <= _now).OrderBy(row => row.Value.Due).Take(3).Select(row => row.Key).ToList();
        foreach (var seq in due) _rows[seq] = _rows[seq] with { Due = null };
        var items = due.ConvertAll(Item);
        if (items.Count > 0) _untold = () => items.ForEach(item => _backlog.Offer(item, due: true, _budget));
    }

    /// <summary>The writer tells of one commit before it does the next.</summary>
    private void Tell()
    {
        var telling = _untold;
        _untold = null;
        telling?.Invoke();
    }

    private void Start()
    {
        while (_flights.Count < (_fifo ? 1 : 3) && _backlog.Peek(_fifo, _now) is { } item)
        {
            if (!_fifo && _random.Next(4) == 0) item = _backlog.PeekInstead(item) ?? item;
            _backlog.Take(item, _now);
            var seq = item.Message.Seq;
            Check(!_flights.Exists(flight => flight.Item.Message.Seq == seq), $"{seq} flies twice");
            Check(_rows.TryGetValue(seq, out var row), $"{seq} has ended");
            Check(!(row!.Due > _now) || _traits.Changes, $"{seq} flies before its time");
            Check(_traits is not { Fifo: true, Odd: false, Changes: false } || seq == _rows.First().Key, $"{seq} isn't the oldest, which goes first and holds the rest");
            _flights.Add(new Flight(item));
            Sent++;
        }
    }

    private void BeginFetch()
    {
        if (_backlog.Wants(_fifo, _budget) is var limit and > 0) _fetch = (limit, _backlog.BeginFetch(_fifo), _fifo, null);
    }

    private void See()
    {
        if (_fetch is not { Seen: null } fetch) return;
        var seen = _rows.Where(row => row.Key > fetch.After && !row.Value.IsDirect && (row.Value.Due is null || (fetch.Fifo && row.Value.Tries > 0)))
            .Take(fetch.Limit).Select(row => Item(row.Key)).ToList();
        _fetch = fetch with { Seen = seen };
    }

    private void EndFetch()
    {
        if (_fetch is not { Seen: { } seen } fetch) return;
        _fetch = null;
        var broken = _random.Next(20) == 0;
        _backlog.EndFetch(broken ? null : seen, complete: !broken && seen.Count < fetch.Limit, _fifo, _now, _budget);
    }

    private void Record(bool success)
    {
        Tell();
        var flying = _flights.Where(flight => !flight.Recorded).ToList();
        if (flying.Count == 0) return;
        var flight = flying[_random.Next(flying.Count)];
        var seq = flight.Item.Message.Seq;
        flight.Recorded = true;
        if (success || (flight.Item.Manual && flight.Item.Tries == 0) || flight.Item.Tries > 5)
        {
            _rows.Remove(seq);
            _ended.Add(seq);
            return;
        }

        // Now and then it is due before anyone hears of the landing.
        flight.RetryAt = _now + (_random.Next(3) == 0 ? 0 : _random.Next(1, 4000));
        _rows[seq] = new Row(flight.Item.Tries + 1, flight.RetryAt, false);
    }

    private void EndAttempt()
    {
        var recorded = _flights.Where(flight => flight.Recorded).ToList();
        if (recorded.Count == 0) return;
        var flight = recorded[_random.Next(recorded.Count)];
        _flights.Remove(flight);
        _backlog.AttemptEnded(flight.Item, flight.RetryAt, flight.Item.Tries + 1, _fifo, _budget);
    }

    private void Change()
    {
        _fifo = !_fifo;
        if (!_fifo) _backlog.ReleaseHead(_budget);
    }

    private void Break()
    {
        if (_flights.Find(flight => !flight.Recorded) is not { } flight) return;
        _flights.Remove(flight);
        _backlog.AttemptEnded(flight.Item, null, flight.Item.Tries, _fifo, _budget);
        _backlog.Forget(_budget);
        Tell();
        GiveRows();
        _untold = () => _backlog.Parked();
    }

    private void Crash()
    {
        Crashes++;
        foreach (var flight in _flights) _budget.Remove(flight.Item);
        _flights.Clear();
        (_fetch, _untold) = (null, null);
        _backlog.Forget(_budget);
        _backlog = new LaneBacklog { Limit = _traits.Limit };
        GiveRows();
        if (_rows.Count > 0) _backlog.Parked();
    }

    private static void Check(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }

    private WorkItem Item(long seq)
    {
        var row = _rows[seq];
        return new WorkItem(1, new Message { Id = default, ApplicationId = 1, EventType = "a", AcceptedAt = 0, Seq = seq }, row.Tries, row.Manual, row.Due);
    }

    private sealed record Row(int Tries, long? Due, bool Manual, bool IsDirect = false);

    private sealed class Flight(WorkItem item)
    {
        public WorkItem Item => item;

        public bool Recorded { get; set; }

        public long? RetryAt { get; set; }
    }
}

/// <param name="Fifo">Whether order matters.</param>
/// <param name="Limit">Of the backlog.</param>
/// <param name="Success">Of a hundred attempts.</param>
/// <param name="Tight">Whether all lanes together hold too much, mostly.</param>
/// <param name="Odd">Delayed messages, replays, resends, bugs.</param>
/// <param name="Changes">Whether it becomes FIFO and back.</param>
/// <param name="Crashes">Of a thousand steps.</param>
internal sealed record BacklogTraits(bool Fifo, int Limit, int Success, bool Tight, bool Odd, bool Changes, int Crashes);

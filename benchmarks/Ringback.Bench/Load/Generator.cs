using System.Net;
using Ringback.Bench.Server;

namespace Ringback.Bench.Load;

/// <summary>Runs a <see cref="LoadPlan"/> on one thread: sends what is due on whichever connection is free, and reads the answers.</summary>
internal sealed class Generator : IDisposable
{
    // How long answers may take after the last request before they count as lost.
    private const long Grace = 30_000_000_000;
    private readonly LoadPlan _plan;
    private readonly Epoll _epoll = new();
    private readonly Connection[] _connections;
    private readonly Stack<Connection> _free = new();
    private readonly RequestTemplate[] _requests;
    private readonly SharedCounter? _arrived;
    private readonly Tally _tally = new();
    private readonly byte[] _buffer = GC.AllocateArray<byte>(256 * 1024, pinned: true);
    private readonly ulong _seed;

    public Generator(LoadPlan plan, ulong seed)
    {
        _plan = plan;
        _seed = seed;
        var url = new Uri(plan.Url);
        var server = new IPEndPoint(IPAddress.Parse(url.Host), url.Port);
        _requests = [.. plan.Requests.Select(request => new RequestTemplate(request, url.Authority))];
        _connections = [.. Enumerable.Range(0, plan.Connections).Select(index => new Connection(server, _epoll, index))];
        _arrived = plan.ArrivedFile is { } file ? new SharedCounter(file) : null;
    }

    public LoadResult Run(Action<long> progress)
    {
        foreach (var connection in _connections)
        {
            connection.Open();
            _free.Push(connection);
        }

        var start = Clock.Now;
        var pace = new Pace(_plan, start, _arrived);
        var from = start + (long)(_plan.Warmup * 1e9);
        var end = from + (long)(_plan.Seconds * 1e9);

        Loop(pace, from, progress);
        _tally.Measuring = true;
        var arrivedBefore = _arrived?.Value ?? 0;
        var (ownBefore, watchedBefore) = (ProcessFigures.Cpu(Environment.ProcessId), ProcessFigures.Cpu(_plan.Watch));
        var (answersBefore, acceptedBefore) = (_tally.Answers, _tally.Accepted);
        var measuredFrom = Clock.Now;
        Loop(pace, end, progress);
        var seconds = (Clock.Now - measuredFrom) / 1e9;
        var (own, watched) = (ProcessFigures.Cpu(Environment.ProcessId) - ownBefore, ProcessFigures.Cpu(_plan.Watch) - watchedBefore);
        var answers = Math.Max(1, _tally.Answers - answersBefore);
        var acceptedRate = (_tally.Accepted - acceptedBefore) / seconds;
        var arrivedRate = ((_arrived?.Value ?? 0) - arrivedBefore) / seconds;
        // The closed loop counts what was answered in time; the open loop every request of its schedule, however late its answer.
        _tally.Measuring = _plan.Rate > 0;
        var unsent = Finish(pace, end);
        var result = _tally.Result(seconds);
        return result with { AcceptedRate = acceptedRate, ArrivedRate = arrivedRate, Unsent = unsent, GeneratorCpu = own / answers, WatchedCpu = watched / answers };
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
        _arrived?.Dispose();
        _epoll.Dispose();
    }

    private void Loop(Pace pace, long until, Action<long> progress)
    {
        var nextProgress = Clock.Now;
        for (var now = Clock.Now; now < until && !Complete(pace); now = Clock.Now)
        {
            var wait = SendDue(pace, now);
            var left = until - now;
            Receive(wait < 0 ? Math.Min(left, 100_000_000) : Math.Min(wait, left));
            if (now < nextProgress)
                continue;
            progress(_tally.Answers);
            nextProgress = now + 1_000_000_000;
        }
    }

    private bool Complete(Pace pace) => _plan.Total > 0 && pace.Sent >= _plan.Total && _free.Count == _connections.Length;

    /// <summary>Sends all that is due now and has a free connection; returns how long to wait, -1 until an answer comes.</summary>
    private long SendDue(Pace pace, long now)
    {
        while (_free.Count > 0)
        {
            var (due, time) = pace.Next(now);
            if (!due)
                return time;
            SendOne(pace, time);
        }

        return -1;
    }

    private void SendOne(Pace pace, long due)
    {
        var connection = _free.Pop();
        var request = _requests[pace.Sent % _requests.Length];
        request.Stamp(pace.Sent, _seed, due);
        pace.Count();
        if (!connection.Send(request.Bytes, due))
            Broken(connection);
    }

    private void Receive(long wait)
    {
        var ready = _epoll.Wait(wait);
        for (var i = 0; i < ready; i++)
            ReceiveOn(_connections[_epoll.Tag(i)]);
    }

    private void ReceiveOn(Connection connection)
    {
        var got = connection.Receive(_buffer);
        if (got < 0)
            return;
        if (got == 0)
        {
            Broken(connection);
            return;
        }

        if (!connection.Response.Read(_buffer.AsSpan(0, got)))
            return;
        _tally.Answered(connection.Response.Status, Clock.Now - connection.Due, _buffer.AsSpan(0, got));
        connection.Busy = false;
        _free.Push(connection);
    }

    private void Broken(Connection connection)
    {
        if (connection.Busy)
        {
            _tally.Broke();
            connection.Busy = false;
            _free.Push(connection);
        }

        connection.Reopen();
    }

    /// <summary>Sends what the schedule still owes, and waits for the answers in flight.</summary>
    private long Finish(Pace pace, long end)
    {
        var patience = Clock.Now + Grace;
        while (Clock.Now < patience)
        {
            while (_free.Count > 0 && pace.Missed(end) > 0)
                SendOne(pace, pace.Next(end).Time);
            if (_free.Count == _connections.Length)
                break;
            Receive(100_000_000);
        }

        return pace.Missed(end);
    }
}

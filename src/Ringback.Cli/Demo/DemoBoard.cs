using Ringback.Cli.Receiving;

namespace Ringback.Cli.Demo;

/// <summary>What has happened so far, from what the receivers saw. Thread-safe.</summary>
internal sealed class DemoBoard(IReadOnlyList<DemoReceiver> receivers)
{
    private readonly Lock _lock = new();
    private readonly List<DemoMessage> _messages = [];
    private readonly Dictionary<(string Message, DemoReceiver Receiver), List<Arrival>> _arrivals = [];
    private TaskCompletionSource _change = NewChange();

    public IReadOnlyList<DemoReceiver> Receivers => receivers;

    /// <value>What was posted, in order.</value>
    public IReadOnlyList<DemoMessage> Messages
    {
        get
        {
            lock (_lock) return [.. _messages];
        }
    }

    /// <value>Completes at the next change.</value>
    public Task Change
    {
        get
        {
            lock (_lock) return _change.Task;
        }
    }

    public void Posted(DemoMessage message)
    {
        lock (_lock)
        {
            _messages.Add(message);
            Changed();
        }
    }

    public void Arrived(DemoReceiver receiver, Arrival arrival)
    {
        lock (_lock)
        {
            // It may come before the answer to its posting does.
            var key = (arrival.MessageId ?? "", receiver);
            if (!_arrivals.TryGetValue(key, out var list)) _arrivals[key] = list = [];
            list.Add(arrival);
            Changed();
        }
    }

    public IReadOnlyList<Arrival> Arrivals(DemoMessage message, DemoReceiver receiver)
    {
        lock (_lock) return _arrivals.TryGetValue((message.Id, receiver), out var list) ? [.. list] : [];
    }

    /// <summary>Whether so many were posted and each is delivered wherever it should be.</summary>
    public bool Delivered(int posted)
    {
        lock (_lock)
        {
            return _messages.Count == posted && _messages.All(message => receivers.Where(r => r.Takes(message)).All(
                r => _arrivals.TryGetValue((message.Id, r), out var list) && list.Exists(a => a.Succeeded)));
        }
    }

    private void Changed()
    {
        var before = _change;
        _change = NewChange();
        before.SetResult();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <param name="Id">As the API gave it.</param>
/// <param name="Name">For people: <c>invoice.paid #1</c>.</param>
/// <param name="EventType">What it is about.</param>
internal sealed record DemoMessage(string Id, string Name, string EventType);

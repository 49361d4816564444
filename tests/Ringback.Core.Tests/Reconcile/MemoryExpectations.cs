using Ringback.Core.Messages;
using Ringback.Core.Reconcile;
using Ringback.Core.Tests.Accept;

namespace Ringback.Core.Tests.Reconcile;

/// <summary>The rows of expectations, in memory.</summary>
internal sealed class MemoryExpectations(MemoryRows messages) : IExpectationRows
{
    private readonly Dictionary<long, (Expectation Expectation, long Hash)> _rows = [];
    private readonly List<(long Seq, long Hash)> _events = [];

    public List<long> Due { get; } = [];

    public List<(int Application, string Pointer, long Since)> Watched { get; } = [];

    public Expectation this[long row] => _rows[row].Expectation;

    public int Count => _rows.Count;

    /// <value>Polls by expectation and number.</value>
    public SortedDictionary<(long Row, int Number), Poll> Polls { get; } = [];

    public Expectation? Find(long row) => _rows.TryGetValue(row, out var known) ? known.Expectation : null;

    public void Remove(long row) => _rows.Remove(row);

    public void AddPoll(Expectation expectation, int number, Poll poll)
    {
        Polls.Add((expectation.Row, number), poll);
        Change(expectation, known => known with { Polls = number });
    }

    public void DropPolls(Expectation expectation, int upTo)
    {
        foreach (var key in Polls.Keys.Where(key => key.Row == expectation.Row && key.Number <= upTo).ToList())
            Polls.Remove(key);
    }

    public IReadOnlyList<Expectation> FindAbout(int application, long keyHash, int most) =>
    [
        .. _rows.Values.Where(row => row.Hash == keyHash && row.Expectation.ApplicationId == application
                && (row.Expectation.Due is not null || row.Expectation.Status == ExpectationStatus.Reconciled))
            .Select(row => row.Expectation).OrderByDescending(expectation => expectation.Row).Take(most),
    ];

    public IReadOnlyList<long> FindEvents(long keyHash, int most) =>
        [.. _events.Where(known => known.Hash == keyHash).Select(known => known.Seq).OrderDescending().Take(most)];

    public Message? FindMessage(long seq) => messages.FindMessage(seq);

    public void KeepEvent(long seq, long keyHash) => _events.Add((seq, keyHash));

    public void Add(Expectation expectation, long keyHash)
    {
        var row = _rows.Count + 1;
        _rows.Add(row, (expectation with { Row = row }, keyHash));
    }

    public void End(Expectation expectation, ExpectationStatus status, long? @event, long at) =>
        Change(expectation, known => known with { Status = status, Due = null, Event = @event, UpdatedAt = at });

    public void PollAt(Expectation expectation, long due, long at)
    {
        Change(expectation, known => known with { Status = ExpectationStatus.Polling, Due = due, UpdatedAt = at });
        TellDue(due);
    }

    public void TellDue(long due) => Due.Add(due);

    public void Watch(int application, string pointer, long since) => Watched.Add((application, pointer, since));

    public void Unwatch(int application, string pointer) => Watched.RemoveAll(watch => watch.Application == application && watch.Pointer == pointer);

    private void Change(Expectation expectation, Func<Expectation, Expectation> change) =>
        _rows[expectation.Row] = (change(_rows[expectation.Row].Expectation), _rows[expectation.Row].Hash);
}

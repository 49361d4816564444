using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Receive;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;
using Ringback.Core.Retain;

namespace Ringback.Core.Tests.Retain;

/// <summary>What a store keeps, in memory, and in which order it was dropped.</summary>
internal sealed class MemoryRetention : IMessageSweepRows, IKeySweepRows, IPayloadRows, IExpectationSweepRows, IRetentionRows, IEndpointCountRows, IDuplicateCountRows, IDirectWorkRows
{
    public SortedDictionary<long, (long At, string? EventId)> Messages { get; } = [];

    /// <value>The seqs of messages that have outcomes, with how many.</value>
    public SortedDictionary<long, int> Outcomes { get; } = [];

    public SortedDictionary<UInt128, long> Keys { get; } = [];

    public List<(long Seq, long Expires)> Payloads { get; } = [];

    public List<SweptExpectation> Expectations { get; } = [];

    public MemoryWalk Work { get; } = new("work");

    public MemoryWalk Hours { get; } = new("hours");

    /// <value>Calls that drop or add, in their order.</value>
    public List<string> Calls { get; } = [];

    public bool AreMadeUpKeysMore { get; set; }

    public RetentionPorts Ports => new(this, this, this, this, Work, Hours, this);

    public long? First => Messages.Count == 0 ? null : Messages.Keys.First();

    public IReadOnlyList<OldMessage> Oldest(long before, int most) =>
        [.. Messages.TakeWhile(message => message.Value.At < before).Take(most).Select(message => new OldMessage(message.Key, 7, message.Value.EventId))];

    public bool DropOutcomes(long upTo, int most)
    {
        Calls.Add($"outcomes to {upTo}");
        foreach (var seq in Outcomes.Keys.Where(seq => seq <= upTo).ToList())
        {
            var taken = Math.Min(Outcomes[seq], most);
            most -= taken;
            Outcomes[seq] -= taken;
            if (Outcomes[seq] > 0)
                return false;
            Outcomes.Remove(seq);
        }

        return true;
    }

    public long? FirstWithOutcome() => Outcomes.Count == 0 ? null : Outcomes.Keys.First();

    public void FreeEventId(int application, string eventId) => Calls.Add($"free {eventId}");

    void IMessageSweepRows.Drop(long upTo)
    {
        Calls.Add($"messages to {upTo}");
        foreach (var seq in Messages.Keys.Where(seq => seq <= upTo).ToList())
            Messages.Remove(seq);
    }

    public bool DropMadeUp(int most)
    {
        Calls.Add($"made-up keys {most}");
        return !AreMadeUpKeysMore;
    }

    public KeysLookedAt DropExpired(UInt128? after, int most, long now)
    {
        Calls.Add($"keys after {after}");
        var seen = Keys.Where(key => after is null || key.Key > after).Take(most).ToList();
        var dropped = seen.Count(key => key.Value <= now && Keys.Remove(key.Key));
        return new KeysLookedAt(seen.Count == 0 ? null : seen[^1].Key, seen.Count, dropped);
    }

    public IReadOnlyList<long> Expired(long now, int most) =>
        [.. Payloads.Where(payload => payload.Expires <= now).OrderBy(payload => payload.Expires).Take(most).Select(payload => payload.Seq)];

    public void Expunge(long seq)
    {
        Calls.Add($"payload {seq}");
        Payloads.RemoveAll(payload => payload.Seq == seq);
    }

    public IReadOnlyList<SweptExpectation> Next(long after, int most)
    {
        Calls.Add($"expectations after {after}");
        return [.. Expectations.Where(expectation => expectation.Row > after).Take(most)];
    }

    void IExpectationSweepRows.Drop(long row)
    {
        Calls.Add($"expectation {row}");
        Expectations.RemoveAll(expectation => expectation.Row == row);
    }

    public void DropSchedulesWithoutSource() => Calls.Add("schedules");

    public void DropRefused(long before, int most) => Calls.Add($"refused {most}");

    public void DropJobs(long before) => Calls.Add("jobs");

    public void Park(long seq, int endpoint) => Calls.Add($"park {seq}");

    public void KeepOldest(long seq) => throw new InvalidOperationException("Retention keeps nothing.");

    public void Add(int endpoint, long hour, Tally tally) => Calls.Add($"count {endpoint}: {tally.Success} {tally.Fail} {tally.Canceled}");

    public void Add(int application, long seq, DuplicateCount count) => Calls.Add($"duplicates {seq}: {count.Count}");
}

/// <summary>Rows that are found by their endpoint: where the oldest of each endpoint stands.</summary>
internal sealed class MemoryWalk(string name) : IEndpointWalkRows
{
    public SortedDictionary<long, long> Oldest { get; } = [];

    public List<string> Calls { get; } = [];

    public long? NextEndpoint(long after) => Oldest.Keys.Where(endpoint => endpoint > after).Select(static endpoint => (long?)endpoint).FirstOrDefault();

    public void DropOld(long endpoint, long limit) => Calls.Add($"{name} of {endpoint} before {limit}");
}

using Ringback.Core.Commit;
using Ringback.Core.Record;

namespace Ringback.Storage.Relational.Writing;

/// <summary>One outcome of a write batch.</summary>
internal sealed class RecordWrite(AttemptRecord record) : CommitItem<bool>, IWriteItem
{
    private WriteSession? _session;
    private List<Action>? _after;

    public void Execute(WriteSession session)
    {
        _session = session;
        var mark = session.Mark();
        session.Outcomes.Record(record);
        _after = session.TakeAfter(mark);
    }

    public override void Committed()
    {
        if (record.RetryAt is { } due)
            _session!.Listeners.Intake.DueAt(due);
        else
            _session!.Counts.Add(record.Endpoint, record.Final, record.Attempt is { } last ? last.At + last.DurationMs : _session.Now);
        foreach (var action in _after ?? [])
            action();
        Complete(true);
    }
}

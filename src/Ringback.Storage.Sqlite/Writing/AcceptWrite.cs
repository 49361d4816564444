using System.Diagnostics;
using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Observe;

namespace Ringback.Storage.Sqlite.Writing;

/// <summary>One message of a write batch.</summary>
internal sealed class AcceptWrite(NewMessage message) : CommitItem<Accepted>, IWriteItem
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private WriteSession? _session;
    private Accepted _accepted;
    private int[] _destinations = [];
    private List<Action>? _after;

    public override int Bytes => message.Message.Size;

    public void Execute(WriteSession session)
    {
        _session = session;
        var mark = session.Mark();
        _accepted = session.Messages.Accept(message, out _destinations);
        _after = session.TakeAfter(mark);
    }

    public override void Committed()
    {
        if (_destinations.Length > 0)
            _session!.Listeners.Intake.Offer(message.Message, _destinations);
        foreach (var action in _after ?? [])
            action();
        AcceptMetrics.Accepted(_accepted.Status, _started);
        StageMetrics.Routed(_destinations.Length);
        Complete(_accepted);
    }
}

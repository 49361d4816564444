using System.Diagnostics;
using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Observe;
using Ringback.Storage.Relational.Accept;

namespace Ringback.Storage.Relational.Writing;

/// <summary>One message of a write batch.</summary>
internal sealed class AcceptWrite(NewMessage message) : CommitItem<Accepted>, IWriteItem
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private WriteSession? _session;
    private Accepted _accepted;
    private Offered _offered = Offered.None;
    private List<Action>? _after;

    public override int Bytes => message.Message.Size;

    public void Execute(WriteSession session)
    {
        _session = session;
        var mark = session.Mark();
        _accepted = session.Messages.Accept(message, out _offered);
        _after = session.TakeAfter(mark);
    }

    public void CollectKeys(ICollection<UInt128> hashes)
    {
        if (message.Key is { } key)
            hashes.Add(key.Hash);
        if (message.Message.EventId is { } eventId)
            hashes.Add(MessageKeys.EventHash(message.Message.ApplicationId, eventId));
    }

    public override void Committed()
    {
        if (_offered.Endpoints.Length > 0)
            _session!.Listeners.Intake.Offer(message.Message, _offered.Endpoints, _offered.Direct);
        foreach (var action in _after ?? [])
            action();
        AcceptMetrics.Accepted(_accepted.Status, _started);
        StageMetrics.Routed(_offered.Endpoints.Length);
        Complete(_accepted);
    }
}

using System.Diagnostics;
using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Storage.Relational.Writing;

/// <summary>The events of one request, in a write batch.</summary>
internal sealed class ReceiveWrite(ReceivedRequest request) : CommitItem<ReceivedResult>, IWriteItem
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Offered?[] _offered = new Offered?[request.Events.Length];
    private WriteSession? _session;
    private List<Action>? _after;

    /// <value>Decided by <see cref="Execute"/>.</value>
    public ReceivedResult Result { get; private set; }

    public override int Bytes
    {
        get
        {
            var bytes = request.Details.Headers.Length + (request.Details.Body?.Length ?? 0);
            foreach (var received in request.Events)
                bytes += received.Message.Size;
            return bytes;
        }
    }

    public void Execute(WriteSession session)
    {
        _session = session;
        var mark = session.Mark();
        Result = session.Received.Accept(request, _offered);
        _after = session.TakeAfter(mark);
    }

    public void CollectKeys(ICollection<UInt128> hashes)
    {
        if (request.Repeat is { } repeat)
            hashes.Add(repeat.Hash);
        foreach (var received in request.Events)
            foreach (var key in received.Keys)
                hashes.Add(key.Hash);
    }

    public override void Committed()
    {
        if (Result.Events is { } outcomes)
            _session!.ReceivedCommit.Announce(request, outcomes, _offered);
        foreach (var action in _after ?? [])
            action();
        AcceptMetrics.Received(_started);
        Complete(Result);
    }
}

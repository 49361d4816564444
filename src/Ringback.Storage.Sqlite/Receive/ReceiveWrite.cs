using System.Diagnostics;
using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Observe;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Receive;

/// <summary>The events of one request, in a write batch.</summary>
internal sealed class ReceiveWrite(ReceivedRequest request) : CommitItem<ReceivedResult>, IWriteItem
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly int[]?[] _destinations = new int[request.Events.Length][];
    private WriteSession? _session;
    private ReceivedResult _result;
    private List<Action>? _after;

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
        _result = session.Received.Insert(request, _destinations);
        _after = session.TakeAfter(mark);
    }

    public override void Committed()
    {
        if (_result.Events is { } outcomes)
            Tell(_session!, outcomes);
        foreach (var action in _after ?? [])
            action();
        StageMetrics.Received(_started);
        Complete(_result);
    }

    private void Tell(WriteSession session, ReceivedOutcome[] outcomes)
    {
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (message, keys) = request.Events[i];
            if (_destinations[i] is not { } destinations)
            {
                session.Received.Duplicates.Add(request.ApplicationId, outcomes[i].Seq, message.AcceptedAt);
                continue;
            }

            // Only now: what is seen here is answered without asking the store.
            foreach (var key in keys)
                session.Received.Seen.Learn(key, outcomes[i].Seq);
            if (destinations.Length > 0)
                session.Intake.Offer(message, destinations);
            StageMetrics.Routed(destinations.Length);
        }
    }
}

using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Storage.Relational.Writing;

/// <summary>Several requests as one item of a write batch: all of them are in one commit, in their order.</summary>
internal sealed class ReceiveAllWrite(IReadOnlyList<ReceivedRequest> requests) : CommitItem<ReceivedResult[]>, IWriteItem
{
    private readonly ReceiveWrite[] _writes = [.. requests.Select(static request => new ReceiveWrite(request))];

    public override int Bytes => _writes.Sum(static write => write.Bytes);

    public void Execute(WriteSession session)
    {
        foreach (var write in _writes)
            write.Execute(session);
    }

    public void CollectKeys(ICollection<UInt128> hashes)
    {
        foreach (var write in _writes)
            write.CollectKeys(hashes);
    }

    public override void Committed()
    {
        foreach (var write in _writes)
            write.Committed();
        Complete([.. _writes.Select(static write => write.Result)]);
    }
}


using Ringback.Core.Commit;

namespace Ringback.Core.Tests.Commit;

/// <summary>A write batch that a test commits or takes back.</summary>
internal sealed class MemoryBatch : IWriteBatch
{
    private readonly List<Action> _undo = [];
    private readonly List<Action> _after = [];

    public long Now { get; set; } = 1_700_000_000_000;

    public long NextSeq { get; private set; } = 1;

    public long TakeSeq() => NextSeq++;

    public void OnUndo(Action undo) => _undo.Add(undo);

    public void AfterCommit(Action action) => _after.Add(action);

    public void Commit()
    {
        _undo.Clear();
        foreach (var action in _after.ToList())
            action();
        _after.Clear();
    }

    public void TakeBack()
    {
        _after.Clear();
        for (var i = _undo.Count - 1; i >= 0; i--)
            _undo[i]();
        _undo.Clear();
    }
}

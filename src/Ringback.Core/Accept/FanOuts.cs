
using Ringback.Core.Commit;

namespace Ringback.Core.Accept;

/// <summary>Which applications have messages that are being expanded: as long as one has, nothing may overtake them in its FIFO lanes.</summary>
/// <param name="batch">Undoes what it doesn't commit.</param>
/// <param name="running">Fan-outs that were under way when the store was opened, by application.</param>
internal sealed class FanOuts(IWriteBatch batch, IReadOnlyDictionary<int, int> running)
{
    // By application, while it has one: the last one that ends takes the entry out.
    private readonly Dictionary<int, int> _running = new(running);

    public bool AreUnderWay(int application) => _running.ContainsKey(application);

    public void Began(int application) => Change(application, +1);

    public void Ended(int application) => Change(application, -1);

    private void Change(int application, int by)
    {
        Apply(by);
        batch.OnUndo(() => Apply(-by));

        void Apply(int change)
        {
            var now = _running.GetValueOrDefault(application) + change;
            if (now == 0)
                _running.Remove(application);
            else
                _running[application] = now;
        }
    }
}

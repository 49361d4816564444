using Ringback.Core.History;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Core.Record;

namespace Ringback.Core.Tests.History;

/// <summary>Deliveries of one destination in memory, and what was told of them.</summary>
internal sealed class MemoryReplayRows : IReplayRows, IReplayJobRows
{
    private long _runs;

    public Dictionary<long, UnfinishedDelivery> Unfinished { get; } = [];

    public Dictionary<long, DeliveryState> Ended { get; } = [];

    public Dictionary<long, long> Forced { get; } = [];

    public List<string> Told { get; } = [];

    public UnfinishedDelivery? FindUnfinished(int endpoint, long seq) => Unfinished.TryGetValue(seq, out var found) ? found : null;

    public DeliveryState? FindEnded(int endpoint, long seq) => Ended.TryGetValue(seq, out var state) ? state : null;

    public long TakeRun() => ++_runs;

    public long ForcedRun(int operation, long seq) => Forced.GetValueOrDefault(seq);

    public void KeepForcedRun(int operation, long seq, long run) => Forced[seq] = run;

    public void Start(Message message, int endpoint, long run)
    {
        Unfinished.Add(message.Seq, new UnfinishedDelivery(IsUnderWay: true, 0, run));
        Told.Add($"start run {run}");
    }

    public void MakeDue(Message message, int endpoint, int tries, long run)
    {
        Unfinished[message.Seq] = new UnfinishedDelivery(IsUnderWay: true, tries, run);
        Told.Add($"hurry after {tries} run {run}");
    }

    public bool HasEnded(int endpoint, long seq) => Ended.ContainsKey(seq);

    public bool TryForgetFailed(int endpoint, long seq) =>
        Ended.TryGetValue(seq, out var state) && state != DeliveryState.Success && Ended.Remove(seq);

    public bool TryPark(int endpoint, long seq) => Unfinished.TryAdd(seq, new UnfinishedDelivery(IsUnderWay: true, 0, ForcedRun(endpoint, seq)));

    public void Remind(int endpoint) => Told.Add("remind");
}

using System.Collections.Concurrent;
using Ringback.Core.Deliver;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;

namespace Ringback.Storage.Contracts;

/// <summary>Keeps what the store told Deliver, in order.</summary>
internal sealed class RecordingIntake : IDeliveryIntake
{
    public ConcurrentQueue<(long Seq, int[] Endpoints)> Offered { get; } = new();

    public ConcurrentQueue<WorkItem> Due { get; } = new();

    public ConcurrentQueue<int> ParkedAt { get; } = new();

    public ConcurrentQueue<long> DueTimes { get; } = new();

    public ConcurrentQueue<int> Changed { get; } = new();

    public void Offer(Message message, ReadOnlySpan<int> endpoints) => Offered.Enqueue((message.Seq, endpoints.ToArray()));

    public void OfferDue(IReadOnlyList<WorkItem> items)
    {
        foreach (var item in items)
            Due.Enqueue(item);
    }

    public void Parked(int endpoint) => ParkedAt.Enqueue(endpoint);

    public void DueAt(long due) => DueTimes.Enqueue(due);

    public void EndpointChanged(int endpoint) => Changed.Enqueue(endpoint);
}

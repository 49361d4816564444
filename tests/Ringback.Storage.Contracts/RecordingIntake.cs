using System.Collections.Concurrent;
using Ringback.Core.Deliver;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;

namespace Ringback.Storage.Contracts;

/// <summary>Keeps what the store told Deliver, in order.</summary>
internal sealed class RecordingIntake : IDeliveryIntake
{
    private int _reserved;

    public ConcurrentQueue<(long Seq, int[] Endpoints)> Offered { get; } = new();

    public ConcurrentQueue<WorkItem> Due { get; } = new();

    public ConcurrentQueue<int> ParkedAt { get; } = new();

    public ConcurrentQueue<long> DueTimes { get; } = new();

    public ConcurrentQueue<int> Changed { get; } = new();

    /// <value>Whether its lanes have room for direct deliveries.</value>
    public bool HasRoom { get; set; }

    /// <value>What was reserved and neither brought nor given back.</value>
    public int Reserved => Volatile.Read(ref _reserved);

    /// <value>Direct deliveries that were offered.</value>
    public ConcurrentQueue<(Message Message, int Endpoint)> Direct { get; } = new();

    public bool TryReserve(int endpoint)
    {
        if (!HasRoom)
            return false;
        Interlocked.Increment(ref _reserved);
        return true;
    }

    public void Release(int endpoint) => Interlocked.Decrement(ref _reserved);

    public void Offer(Message message, ReadOnlySpan<int> endpoints, int direct)
    {
        Interlocked.Add(ref _reserved, -direct);
        Offered.Enqueue((message.Seq, endpoints.ToArray()));
        foreach (var endpoint in endpoints[..direct])
            Direct.Enqueue((message, endpoint));
    }

    public void OfferDue(IReadOnlyList<WorkItem> items)
    {
        foreach (var item in items)
            Due.Enqueue(item);
    }

    public void Parked(int endpoint) => ParkedAt.Enqueue(endpoint);

    public void DueAt(long due) => DueTimes.Enqueue(due);

    public void EndpointChanged(int endpoint) => Changed.Enqueue(endpoint);
}

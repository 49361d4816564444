using Ringback.Core.Accept;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Core.Tests.Commit;

namespace Ringback.Core.Tests.Accept;

/// <summary>The rows of accepting and receiving, in memory: what a rule wrote there is what it decided.</summary>
internal sealed class MemoryRows(MemoryBatch batch) : IAcceptRows, IReceivedRows, IRequestKeys
{
    public Dictionary<UInt128, KeptKey> Keys { get; } = [];

    public Dictionary<UInt128, KeyOwner> Owners { get; } = [];

    public Dictionary<(int Application, string EventId), long> EventIds { get; } = [];

    public SortedDictionary<long, Message> Messages { get; } = [];

    public List<(long Seq, int Endpoint, long? Due)> Work { get; } = [];

    public List<(long Seq, int Endpoint)> Canceled { get; } = [];

    public List<long> FanOuts { get; } = [];

    public List<(long Seq, Offered Offered)> Offered { get; } = [];

    public List<(long First, long Messages)> Requests { get; } = [];

    public KeptKey? FindKey(IdempotencyKey key) => Find(key.Hash);

    public KeptKey? Find(UInt128 hash) => Keys.TryGetValue(hash, out var kept) ? kept : null;

    public void KeepKey(IdempotencyKey key, long seq, long expires) => Keep(key.Hash, new KeptKey(seq, null, key.Body, expires));

    public void Keep(UInt128 hash, KeptKey kept) => Keys[hash] = kept;

    public bool TryTakeEventId(int application, string eventId, long seq) => EventIds.TryAdd((application, eventId), seq);

    public Message? FindMessage(long seq) => Messages.GetValueOrDefault(seq);

    /// <value>Endpoints whose lanes have room.</value>
    public HashSet<int> Roomy { get; } = [];

    public List<(long Seq, int Endpoint)> Direct { get; } = [];

    public bool TryReserve(int endpoint) => Roomy.Contains(endpoint);

    public void AddMessage(Message message, ReadOnlySpan<int> direct)
    {
        Messages.Add(message.Seq, message);
        foreach (var endpoint in direct)
            Direct.Add((message.Seq, endpoint));
    }

    public void AddWork(Message message, ReadOnlySpan<int> endpoints, long? due)
    {
        foreach (var endpoint in endpoints)
            Work.Add((message.Seq, endpoint, due));
    }

    public void AddCanceled(Message message, int endpoint) => Canceled.Add((message.Seq, endpoint));

    public void StartFanOut(Message message) => FanOuts.Add(message.Seq);

    public void OfferAfterCommit(Message message, Offered offered) => batch.AfterCommit(() => Offered.Add((message.Seq, offered)));

    public KeyOwner? FindOwner(UInt128 hash) => Owners.TryGetValue(hash, out var owner) ? owner : null;

    public void TakeKey(DuplicateKey key, long seq) => Owners[key.Hash] = new KeyOwner(seq, key.Expires);

    public void AddRequest(ReceivedDetails details, long first, long messages) => Requests.Add((first, messages));
}

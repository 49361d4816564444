using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Core.Retain;

namespace Ringback.Storage.Relational.Accept;

/// <summary>
/// The keys that must be unique, in the transaction under way: those of requests, of events from outside, and the ids that callers give to
/// their events. How they are kept decides what a message costs, so each store has its own way.
/// </summary>
internal abstract class MessageKeys : IRequestKeys, IKeySweepRows
{
    /// <value>Changes of memory in the transaction under way.</value>
    public abstract int Uncommitted { get; }

    /// <inheritdoc cref="IAcceptRows.FindKey"/>
    public abstract KeptKey? FindKey(IdempotencyKey key);

    /// <inheritdoc cref="IAcceptRows.KeepKey"/>
    public abstract void KeepKey(IdempotencyKey key, long seq, long expires);

    /// <inheritdoc cref="IAcceptRows.TryTakeEventId"/>
    public abstract bool TryTakeEventId(int application, string eventId, long seq);

    /// <inheritdoc cref="IMessageSweepRows.FreeEventId"/>
    public abstract void FreeEventId(int application, string eventId);

    /// <inheritdoc cref="IReceivedRows.FindOwner"/>
    public abstract KeyOwner? FindOwner(UInt128 hash);

    /// <inheritdoc cref="IReceivedRows.TakeKey"/>
    public abstract void TakeKey(DuplicateKey key, long seq);

    public abstract KeptKey? Find(UInt128 hash);

    public abstract void Keep(UInt128 hash, KeptKey kept);

    public abstract bool DropMadeUp(int most);

    public abstract KeysLookedAt DropExpired(UInt128? after, int most, long now);

    /// <summary>Puts keys in order that were written in a cheaper one, in the transaction under way.</summary>
    /// <returns>Whether there is more to do at once.</returns>
    public abstract bool Tidy(IWriteBatch batch, long now);

    /// <summary>Takes changes of memory back, down to as many as there were before.</summary>
    public abstract void UndoTo(int mark);

    public abstract void Committed(long now);

    public abstract void RolledBack();

    /// <summary>The hash of an event id, in the scope of its application.</summary>
    public static UInt128 EventHash(int application, string eventId)
    {
        Span<byte> hash = stackalloc byte[16];
        EventHash(application, eventId, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <inheritdoc cref="EventHash(int, string)"/>
    /// <param name="hash16">Where it is written.</param>
    public static void EventHash(int application, string eventId, Span<byte> hash16)
    {
        Span<byte> text = stackalloc byte[4 + 1024 * 3];
        BinaryPrimitives.WriteInt32BigEndian(text, application);
        var used = 4 + Encoding.UTF8.GetBytes(eventId, text[4..]);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(text[..used], hash);
        hash[..16].CopyTo(hash16);
    }
}

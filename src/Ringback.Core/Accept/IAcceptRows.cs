using Ringback.Core.Messages;

namespace Ringback.Core.Accept;

/// <summary>
/// What accepting a message reads and writes, in the batch under way. Reads are by keys that are known before the batch begins, and see
/// what the batch has written; writes may reach the disk as late as the commit.
/// </summary>
internal interface IAcceptRows
{
    /// <summary>What is on record for an idempotency key, expired or not.</summary>
    KeptKey? FindKey(IdempotencyKey key);

    /// <summary>Keeps a request's key with the message that it brought.</summary>
    /// <param name="expires">Unix milliseconds: it is kept at least until then.</param>
    void KeepKey(IdempotencyKey key, long seq, long expires);

    /// <summary>Takes an event id for a message.</summary>
    /// <returns>False when the application has a message with this event id.</returns>
    bool TryTakeEventId(int application, string eventId, long seq);

    /// <summary>The message with this seq, or null.</summary>
    Message? FindMessage(long seq);

    /// <summary>Reserves room in an endpoint's lane, so that the next delivery to it is direct: it needs no row of work.</summary>
    /// <returns>False when the delivery needs one.</returns>
    bool TryReserve(int endpoint);

    /// <param name="message">Has its seq.</param>
    /// <param name="direct">The endpoints of its direct deliveries, which are known by this row alone until each has an outcome.</param>
    void AddMessage(Message message, ReadOnlySpan<int> direct);

    /// <summary>A message has deliveries to these endpoints from now on, unless it has them already.</summary>
    /// <param name="due">Unix milliseconds before which none is tried; null: at once, and who accepts offers them.</param>
    void AddWork(Message message, ReadOnlySpan<int> endpoints, long? due);

    /// <summary>A delivery was canceled before it was tried, and can be recovered.</summary>
    void AddCanceled(Message message, int endpoint);

    /// <summary>Starts the job that expands a message to its destinations, step by step.</summary>
    void StartFanOut(Message message);

    /// <summary>Offers Deliver what is due at once, when the part under way has been committed.</summary>
    void OfferAfterCommit(Message message, Offered offered);
}

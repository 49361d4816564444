using System.Data.Common;

namespace Ringback.Client;

/// <summary>
/// Where an application remembers what it has handled, in the database that its handlers write to, so that the effect and the
/// memory of it are one transaction. <see cref="WebhookInbox"/> makes one for SQLite and PostgreSQL.
/// </summary>
public interface IWebhookInbox
{
    /// <summary>
    /// Runs the effect in a transaction that also holds the marker, unless the marker is there already. Of two at the same time one
    /// waits for the other, and runs only if that one fails. When the effect throws, nothing of it stays, nor the marker.
    /// </summary>
    /// <param name="marker">What was handled by whom.</param>
    /// <param name="effect">Writes through the transaction and its connection, and leaves committing to the inbox.</param>
    /// <param name="cancellation">Rolls back, up to the commit.</param>
    /// <returns>True when the effect ran and is committed; false when it was committed before.</returns>
    /// <exception cref="DbException">The database can't be reached or refuses; whether the commit happened isn't known, and asking again is safe.</exception>
    Task<bool> RunOnceAsync(InboxMarker marker, Func<DbTransaction, CancellationToken, Task> effect, CancellationToken cancellation = default);

    /// <summary>Stores events to be handled later, all in one transaction. Those that are there already, done or not, stay as they are.</summary>
    /// <returns>How many are new. When it returns, they are durable.</returns>
    /// <exception cref="DbException">Nothing is stored, or it isn't known; asking again is safe.</exception>
    Task<int> StoreAsync(IReadOnlyList<InboxEvent> events, CancellationToken cancellation = default);

    /// <summary>
    /// Takes the event of a source that has been due longest, counts the attempt, and hides it from others for the lease: who
    /// crashes leaves it to be taken again.
    /// </summary>
    /// <returns>Null when none is due.</returns>
    Task<InboxEvent?> TakeAsync(string source, TimeSpan lease, CancellationToken cancellation = default);

    /// <summary>Says what came of an event that was taken.</summary>
    Task FinishAsync(InboxEvent taken, InboxOutcome outcome, CancellationToken cancellation = default);

    /// <summary>
    /// Forgets what was handled before this time: markers, and stored events that are done or given up. From then on it would
    /// be handled anew.
    /// </summary>
    /// <returns>How many rows went.</returns>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation = default);
}

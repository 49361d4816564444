using System.Diagnostics.CodeAnalysis;

namespace Ringback.Core.Messages;

/// <summary>How an event of a source came about. Kept as a number.</summary>
internal enum EventOrigin
{
    /// <summary>The provider called.</summary>
    Received = 0,

    /// <summary>The provider was asked.</summary>
    Reconciled = 1,

    /// <summary>The source's schedule made it.</summary>
    Scheduled = 2,
}

/// <summary>The request that brought events, kept beside them as it came, but for its secrets.</summary>
internal sealed record ReceivedDetails
{
    public EventOrigin Origin { get; init; }

    public string Method { get; init; } = "";

    /// <value>What stood behind the token, with the query: mostly empty.</value>
    public string Target { get; init; } = "";

    /// <value>Who called, as text; null when unknown.</value>
    public string? RemoteAddress { get; init; }

    /// <value>Lines of <c>name: value</c>, each ended by LF, in Latin-1, as the server gives them (those of a name in their order); secrets masked.</value>
    public ReadOnlyMemory<byte> Headers { get; init; }

    /// <value>The whole body, where it isn't the payload of the one event.</value>
    public ReadOnlyMemory<byte>? Body { get; init; }
}

/// <summary>One event of a request, with the keys that tell it from those that came before: any of them makes it a duplicate.</summary>
/// <param name="Message">Its <see cref="Message.Seq"/> is still 0; <see cref="Message.EventId"/> is for reading only.</param>
/// <param name="Keys">None: it is always new.</param>
internal readonly record struct ReceivedEvent(Message Message, DuplicateKey[] Keys);

/// <summary>The events of one request: kept in one commit, all of them that are new or none.</summary>
/// <param name="Repeat">
/// The key by which the store recognises that it has kept this very request before, whatever keys its events have. An intake that
/// may give a request to the store again sets it; null: the request is given once.
/// </param>
internal sealed record ReceivedRequest(int ApplicationId, ReceivedDetails Details, ReceivedEvent[] Events, DuplicateKey? Repeat = null);

/// <summary>What became of one event.</summary>
/// <param name="IsDuplicate">It came before: nothing was kept but the count.</param>
/// <param name="Seq">The message on record, of which this is the first or the next.</param>
internal readonly record struct ReceivedOutcome(bool IsDuplicate, long Seq);

/// <param name="Events">
/// In the order of the request. Null when the source was deleted meanwhile, and nothing was kept. Empty when there is nothing to say of the
/// single events: see <see cref="NotDecided"/>.
/// </param>
internal readonly record struct ReceivedResult(ReceivedOutcome[]? Events)
{
    /// <summary>The whole request is durable, and its events aren't decided on now: an intake keeps it, or the store has kept it before.</summary>
    public static readonly ReceivedResult NotDecided = new([]);

    [MemberNotNullWhen(false, nameof(Events))]
    public bool SourceIsGone => Events is null;
}

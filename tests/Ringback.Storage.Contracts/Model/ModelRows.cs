using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts.Model;

/// <summary>A delivery that hasn't ended. It is parked (<paramref name="Due"/> is null), or waits for its time.</summary>
/// <param name="Direct">Which of its message's direct deliveries it is; null: none of them. A lane has it in memory, and nobody else may take it.</param>
internal sealed record WorkRow(int Endpoint, long Seq, long? Due, int Tries = 0, bool Manual = false, long Run = 0, int? Direct = null);

/// <summary>How a delivery ended: one row for each message and endpoint.</summary>
internal sealed record DeliveryRow(long Seq, int Endpoint, DeliveryState State);

/// <summary>One end of a delivery, for the statistics: a delivery that is sent again ends again.</summary>
internal sealed record EndRow(int Endpoint, DeliveryState State, long At);

internal sealed record AttemptRow(long Seq, long Aseq, int Endpoint, Attempt Attempt)
{
    public Ksuid Id => AttemptId.Create(Attempt.At, Aseq);

    public long EndedAt => Attempt.At + Attempt.DurationMs;
}

/// <summary>A key on record: of a message, of an event from outside, or of a change (then <paramref name="Seq"/> is null).</summary>
/// <param name="Expires">Unix milliseconds from which the key is free again.</param>
internal sealed record KeyRow(UInt128 Hash, long? Seq, string? Reference, long Body, long Expires);

/// <summary>The event id of a posted message: unique in its application as long as the message is kept.</summary>
internal sealed record EventIdRow(int Application, string EventId, long Seq);

/// <summary>The request that brought the messages from <paramref name="First"/> on.</summary>
internal sealed record RequestRow(long First, int Events, ReceivedDetails Details)
{
    public bool Brought(long seq) => seq >= First && seq < First + Events;
}

/// <summary>One time that an event came again.</summary>
internal sealed record DuplicateRow(int Application, long Seq, long At);

internal sealed record PollRow(long Expectation, Poll Poll);

/// <summary>A place in a source's events that somebody waits at.</summary>
internal sealed record WatchRow(int Application, string Pointer);

internal sealed record FiredRow(int Application, long At);

internal sealed record CursorRow(int Endpoint, string Consumer, long Cursor);

/// <summary>An endpoint that only fails, and since when (Unix milliseconds).</summary>
internal sealed record FailingRow(int Endpoint, long Since);

/// <summary>The public id of a deleted endpoint, by which history still names it.</summary>
internal sealed record GoneRow(int Endpoint, Ksuid Id);

/// <summary>The number of the last forced run of an operation on a message.</summary>
internal sealed record ForcedRow(int Operation, long Seq, long Run);

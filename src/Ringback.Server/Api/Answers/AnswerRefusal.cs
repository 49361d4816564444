namespace Ringback.Server.Api.Answers;

/// <summary>Why there is no room for an answer.</summary>
internal enum AnswerRefusal
{
    /// <summary>As many requests with the same token wait for room as may.</summary>
    QueueFull,

    /// <summary>Other answers to the same token took its share for as long as the request may wait.</summary>
    ShareTaken,

    /// <summary>Answers to others took all there is for as long as the request may wait.</summary>
    NoRoom,
}

/// <param name="Lease">The room; null: there is none.</param>
/// <param name="Refusal">Why; of no meaning when there is a lease.</param>
internal readonly record struct AnswerRoom(AnswerLease? Lease, AnswerRefusal Refusal = default);

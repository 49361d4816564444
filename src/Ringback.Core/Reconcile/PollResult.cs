using Ringback.Core.Messages;

namespace Ringback.Core.Reconcile;

/// <summary>What a poll led to. Kept as a number.</summary>
internal enum PollOutcome
{
    /// <summary>The awaited has happened: the answer became the event.</summary>
    Found = 0,

    /// <summary>The provider answered, and it hasn't happened yet.</summary>
    NotYet = 1,

    /// <summary>No answer that could be read.</summary>
    Failed = 2,
}

/// <summary>One time that a provider was asked.</summary>
/// <param name="At">Unix milliseconds of its beginning.</param>
/// <param name="DurationMs">Of the whole exchange.</param>
/// <param name="StatusCode">0 when nothing came back.</param>
/// <param name="Outcome">What it led to.</param>
/// <param name="Detail">Why, in a few words.</param>
/// <param name="Response">The beginning of the answer's body.</param>
internal sealed record Poll(long At, int DurationMs, int StatusCode, PollOutcome Outcome, string Detail, byte[] Response)
{
    /// <value>Bytes of an answer that are kept.</value>
    public const int ResponseKept = 4096;
}

/// <summary>A poll to be recorded, with what follows from it.</summary>
/// <param name="Poll">Null when nobody was asked: the deadline of an expectation without polls has passed.</param>
/// <param name="Event">What was found; null: nothing.</param>
/// <param name="NextAt">When to ask again, Unix milliseconds; null with nothing found: given up.</param>
/// <param name="Tell">The operational webhook of its end, accepted in the same commit.</param>
internal sealed record PollResult(Expectation Expectation, Poll? Poll, ReceivedRequest? Event, long? NextAt, NewMessage? Tell);

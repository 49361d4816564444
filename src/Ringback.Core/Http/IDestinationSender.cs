using Ringback.Core.Signing;

namespace Ringback.Core.Http;

/// <summary>Makes one attempt.</summary>
internal interface IDestinationSender
{
    /// <summary>
    /// Signs with the time of now and sends once. What may go wrong with a receiver is a result; an exception is a
    /// bug of ours, or the <see cref="OperationCanceledException"/> of <paramref name="cancellation"/>, after which
    /// the receiver may or may not have got the message.
    /// </summary>
    ValueTask<SendResult> SendAsync(SendRequest request, CancellationToken cancellation);
}

/// <param name="Url">As <see cref="DestinationUrl"/> gives it.</param>
/// <param name="MessageId">ASCII without a dot; the same on every attempt.</param>
/// <param name="Body">
/// Sent and signed as it is. It must stay as it is even after the result: a receiver that answers early on HTTP/2
/// may still be reading it. So it is never from a pool.
/// </param>
/// <param name="ContentType">Of the body.</param>
/// <param name="Signer">The endpoint's.</param>
/// <param name="Headers">The endpoint's own; names and values were checked when they were set.</param>
internal readonly record struct SendRequest(
    Uri Url,
    string MessageId,
    ReadOnlyMemory<byte> Body,
    string ContentType,
    MessageSigner Signer,
    IReadOnlyList<KeyValuePair<string, string>> Headers);

/// <param name="Failure">None when there was a response; then the status decides (<see cref="OutcomeTable"/>).</param>
/// <param name="StatusCode">0 when there was no response's head.</param>
/// <param name="DurationMs">From the beginning of the attempt until the response was read, or the failure.</param>
/// <param name="Response">The beginning of the response's body, with a note when it ended badly; of a failure, what it was, in a few words.</param>
/// <param name="RetryAfter">What the receiver asked for, not capped.</param>
internal readonly record struct SendResult(
    FailureKind Failure,
    int StatusCode,
    int DurationMs,
    byte[] Response,
    TimeSpan? RetryAfter)
{
    /// <value>
    /// Nothing was sent, and another try would end the same: the event itself doesn't fit what is to be done with it. That says nothing
    /// about the destination.
    /// </value>
    public bool IsUnfit { get; init; }

    /// <value>
    /// Nothing was done, since the destination has to be mended first, or somebody else was in the way: it uses up no try, but for the
    /// first of what holds the rest (FIFO).
    /// </value>
    public bool IsHeld { get; init; }

    /// <value>It is held for what somebody else did, which says nothing about the destination; for a day at most, then its attempts use up tries.</value>
    public bool IsPostponed { get; init; }

    public Outcome Outcome => OutcomeTable.Classify(Failure, StatusCode);
}

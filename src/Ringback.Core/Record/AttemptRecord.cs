using Ringback.Core.Ids;
using Ringback.Core.Messages;

namespace Ringback.Core.Record;

/// <summary>The state of a delivery or an attempt, as the API numbers it (MessageStatus).</summary>
internal enum DeliveryState
{
    Success = 0,
    Pending = 1,
    Fail = 2,
    Sending = 3,
    Canceled = 4,
}

/// <summary>What came of one try, and what comes next: written in one commit.</summary>
internal sealed record AttemptRecord
{
    public required int Endpoint { get; init; }

    public required Message Message { get; init; }

    /// <value>Null when nothing was tried: the delivery is canceled.</value>
    public Attempt? Attempt { get; init; }

    /// <value>Attempts made, this one included.</value>
    public required int Tries { get; init; }

    /// <value>When it is tried again (Unix milliseconds); null when the delivery has ended.</value>
    public long? RetryAt { get; init; }

    /// <value>How the delivery ended; of no meaning while it is to be retried.</value>
    public DeliveryState Final { get; init; }

    /// <value>Since when the endpoint has only failed (Unix milliseconds), 0 when it works; null leaves what is on record.</value>
    public long? FailingSince { get; init; }

    /// <value>Disables the endpoint in the same commit.</value>
    public bool DisableEndpoint { get; init; }

    /// <value>Operational webhooks for this attempt, accepted in the same commit; made from the attempt's id.</value>
    public Func<Ksuid, IReadOnlyList<NewMessage>>? Emit { get; init; }
}

/// <param name="At">When it was sent, Unix milliseconds.</param>
/// <param name="DurationMs">Of the whole exchange.</param>
/// <param name="StatusCode">0 when nothing came back.</param>
/// <param name="State">Success or Fail.</param>
/// <param name="Manual">Whether a person asked for it.</param>
/// <param name="UrlId">The URL it went to.</param>
/// <param name="Response">The body that came back, at most 16 KiB; or why there is none.</param>
internal readonly record struct Attempt(long At, int DurationMs, int StatusCode, DeliveryState State, bool Manual, int UrlId, byte[] Response);

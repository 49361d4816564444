namespace Ringback.Core.Http;

/// <summary>What an attempt came to, and what it says about the endpoint.</summary>
internal enum Outcome : byte
{
    Success,

    /// <summary>Failed; tried again as the schedule says.</summary>
    Fail,

    /// <summary>Failed, and the receiver has too much to do: send it less for a while.</summary>
    FailAndThrottle,

    /// <summary>Failed, and the receiver wants nothing more (410): the endpoint is disabled at once.</summary>
    FailAndDisable,
}

/// <summary>Standard Webhooks 1.0: 2xx succeeds, a redirect is a failure, 410 disables, 429, 502 and 504 throttle.</summary>
internal static class OutcomeTable
{
    public static Outcome Classify(FailureKind failure, int statusCode) => (failure, statusCode) switch
    {
        (not FailureKind.None, _) => Outcome.Fail,
        (_, >= 200 and < 300) => Outcome.Success,
        (_, 410) => Outcome.FailAndDisable,
        (_, 429 or 502 or 504) => Outcome.FailAndThrottle,
        _ => Outcome.Fail,
    };
}

namespace Ringback.Core.Reconcile;

/// <summary>How an expectation fares. Kept as a number.</summary>
internal enum ExpectationStatus
{
    /// <summary>The deadline hasn't passed, or the first poll is just being made.</summary>
    Open = 0,

    /// <summary>The webhook came, in time or late.</summary>
    Fulfilled = 1,

    /// <summary>The deadline has passed: the provider is asked.</summary>
    Polling = 2,

    /// <summary>The provider's answer was made the event.</summary>
    Reconciled = 3,

    /// <summary>Given up: nothing came, and asking led to nothing.</summary>
    Expired = 4,
    Canceled = 5,
}

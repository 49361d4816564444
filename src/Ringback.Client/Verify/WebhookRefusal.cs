namespace Ringback.Client;

/// <summary>Why a request wasn't taken: few values, fit for a metric's label. The words for people are in <see cref="WebhookVerification.Reason"/>.</summary>
public enum WebhookRefusal
{
    /// <summary>It was accepted.</summary>
    None = 0,

    /// <summary>A header (or another place) that must be there isn't.</summary>
    Missing = 1,

    /// <summary>A header that must be there once is there more often: which one was signed nobody can say.</summary>
    Repeated = 2,

    /// <summary>A value isn't of its form, or is larger than any honest one.</summary>
    Malformed = 3,

    /// <summary>The timestamp is further in the past than the tolerance: a replay, or a clock that is wrong.</summary>
    TooOld = 4,

    /// <summary>The timestamp is further in the future than the tolerance.</summary>
    TooNew = 5,

    /// <summary>No signature or token fits: another secret, or another body.</summary>
    NoMatch = 6,

    /// <summary>The sender's address isn't on the list.</summary>
    Address = 7,

    /// <summary>A certificate is from a host that isn't trusted, or isn't trusted itself.</summary>
    Certificate = 8,

    /// <summary>A key or a certificate that would decide can't be had now: the provider may send it again.</summary>
    Unavailable = 9,
}

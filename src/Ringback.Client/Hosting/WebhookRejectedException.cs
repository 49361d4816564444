namespace Ringback.Client;

/// <summary>
/// To be thrown by a handler that will never take this event, however often it is tried. The provider is answered with the
/// status; in the background the event is given up at once.
/// </summary>
public sealed class WebhookRejectedException : Exception
{
    /// <param name="message">Why; it is answered to the provider.</param>
    /// <param name="status">From 400 to 499.</param>
    /// <param name="inner">What led to it.</param>
    public WebhookRejectedException(string message, int status = 422, Exception? inner = null)
        : base(message, inner)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 499);
        Status = status;
    }

    /// <summary>What the provider is answered.</summary>
    public int Status { get; }
}

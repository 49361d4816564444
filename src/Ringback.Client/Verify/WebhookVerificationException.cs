namespace Ringback.Client;

/// <summary>A request's sender isn't proven. Its message is the reason, safe to be shown.</summary>
public sealed class WebhookVerificationException : Exception
{
    /// <param name="refusal">Why.</param>
    /// <param name="reason">The same for people, as in <see cref="WebhookVerification.Reason"/>.</param>
    public WebhookVerificationException(WebhookRefusal refusal, string reason)
        : base(reason) => Refusal = refusal;

    /// <summary>Why.</summary>
    public WebhookRefusal Refusal { get; }
}

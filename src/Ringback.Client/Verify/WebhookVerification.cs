using Ringback.Verification.Verifiers;

namespace Ringback.Client;

/// <summary>What <see cref="WebhookVerifier.VerifyAsync"/> found.</summary>
public sealed class WebhookVerification
{
    private WebhookVerification(WebhookRefusal refusal, string reason)
    {
        Refusal = refusal;
        Reason = reason;
    }

    /// <summary>Whether the sender is proven. True of handshakes too, which hold no event.</summary>
    public bool IsValid => Refusal == WebhookRefusal.None;

    /// <summary>Why not; <see cref="WebhookRefusal.None"/> when valid.</summary>
    public WebhookRefusal Refusal { get; }

    /// <summary>
    /// One line for people: names headers, never a secret, an expected signature or what was sent, so it may be answered and
    /// logged. Empty when valid.
    /// </summary>
    public string Reason { get; }

    /// <summary>Set when the provider only asked whether this URL is yours (Slack, Meta, Microsoft Graph, Okta and others): answer so, do nothing else.</summary>
    public WebhookAnswer? Handshake { get; private init; }

    /// <summary>What this provider wants to hear once its events are taken (Adyen, Twilio, Acrobat Sign); null where any 2xx will do.</summary>
    public WebhookAnswer? Answer { get; private init; }

    /// <summary>What was sent, in order; mostly one. Empty when refused, of a handshake, and of an empty list.</summary>
    public IReadOnlyList<WebhookEvent> Events { get; private init; } = [];

    /// <summary>Throws unless <see cref="IsValid"/>.</summary>
    /// <returns>This.</returns>
    /// <exception cref="WebhookVerificationException">It isn't valid.</exception>
    public WebhookVerification EnsureValid() => IsValid ? this : throw new WebhookVerificationException(Refusal, Reason);

    internal static WebhookVerification FromResult(in VerificationResult verification, SourceProfile profile, in IncomingRequest request)
    {
        if (!verification.IsAccepted) return new WebhookVerification((WebhookRefusal)verification.Refusal, verification.Reason);
        if (verification.Answer is { } handshake) return new WebhookVerification(WebhookRefusal.None, "") { Handshake = new WebhookAnswer(handshake) };
        return new WebhookVerification(WebhookRefusal.None, "")
        {
            Answer = profile.Answer is { } answer ? new WebhookAnswer(answer) : null,
            Events = [.. profile.Events.Split(request).Select(e => new WebhookEvent(e, !profile.Events.IdIsUnsigned))],
        };
    }
}

using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Handshakes;

/// <summary>What providers send to try whether a URL answers. It is answered with 200, and is never an event.</summary>
internal static class Pings
{
    private const string BitbucketPing = "diagnostics:ping";
    private const int LongestNumber = 20;
    private static readonly VerificationResult Answered = VerificationResult.Handshake(new ProviderAnswer(200, null, default));
    private static readonly HeaderPlace BitbucketEvent = new("X-Event-Key");
    private static readonly BodyPlace IntercomTopic = new("/topic");
    private static readonly QueryPlace HubMode = new("hub.mode");

    /// <summary>A HEAD, of which the status alone counts.</summary>
    public static Handshake Head { get; } = new(static (in IncomingRequest request) => request.Method == "HEAD" ? Answered : null, "HEAD");

    /// <summary>
    /// <c>webhook_id=</c> and a number, unsigned, when a webhook is switched on: the shop switches the webhook off if it is refused
    /// (https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks).
    /// </summary>
    public static Handshake WooCommerce { get; } = new(AnswerWooCommerce);

    /// <summary>
    /// The test of a connection, <c>diagnostics:ping</c>: with a secret it is signed
    /// (https://confluence.atlassian.com/bitbucketserver/manage-webhooks-938025878.html).
    /// </summary>
    public static Handshake Bitbucket { get; } = new(AnswerBitbucket);

    /// <summary>The same where no signature came with it.</summary>
    public static Handshake UnsignedBitbucket { get; } = new(static (in IncomingRequest request) =>
        request.Method == "POST" && request.Headers.Count("X-Hub-Signature") == 0 ? AnswerBitbucket(request) : null);

    /// <summary>The notification of topic <c>ping</c>, signed (https://developers.intercom.com/docs/webhooks/setting-up-webhooks).</summary>
    public static Handshake Intercom { get; } = new(static (in IncomingRequest request) =>
        IntercomTopic.ReadOne(request, out var topic) == PlaceStatus.Found && topic == "ping" ? Answered : null);

    /// <summary>A hub's word that it won't send: nothing is to be confirmed (https://www.w3.org/TR/websub/#subscription-validation).</summary>
    public static Handshake WebSubDenial { get; } = new(static (in IncomingRequest request) =>
        request.Method == "GET" && HubMode.ReadOne(request, out var mode) == PlaceStatus.Found && mode == "denied" ? Answered : null, "GET");

    private static ReadOnlySpan<byte> WooCommerceField => "webhook_id="u8;

    private static VerificationResult? AnswerWooCommerce(in IncomingRequest request)
    {
        if (request.Method != "POST" || request.Headers.Count("X-WC-Webhook-Signature") > 0) return null;
        var body = request.Body.Span;
        if (!body.StartsWith(WooCommerceField)) return null;
        var number = body[WooCommerceField.Length..];
        return number.Length is > 0 and <= LongestNumber && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? Answered : null;
    }

    private static VerificationResult? AnswerBitbucket(in IncomingRequest request) =>
        BitbucketEvent.ReadOne(request, out var key) == PlaceStatus.Found && key == BitbucketPing ? Answered : null;
}

namespace Ringback.Core.Receive.Verify;

/// <summary>What providers send to try whether a URL answers. It is answered with 200, and is never an event.</summary>
internal static class Pings
{
    private const string BitbucketPing = "diagnostics:ping";
    private const int LongestNumber = 20;
    private static readonly Verification Answered = Verification.Handshake(new ProviderAnswer(200, null, default));
    private static readonly HeaderPlace BitbucketEvent = new("X-Event-Key");

    private static ReadOnlySpan<byte> WooCommerceField => "webhook_id="u8;

    /// <summary>
    /// <c>webhook_id=</c> and a number, unsigned, when a webhook is switched on: the shop switches the webhook off if it is refused
    /// (https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks).
    /// </summary>
    public static Verification? WooCommerce(in IncomingRequest request)
    {
        if (request.Method != "POST" || request.Headers.Count("X-WC-Webhook-Signature") > 0) return null;
        var body = request.Body.Span;
        if (!body.StartsWith(WooCommerceField)) return null;
        var number = body[WooCommerceField.Length..];
        return number.Length is > 0 and <= LongestNumber && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? Answered : null;
    }

    /// <summary>
    /// The test of a connection, <c>diagnostics:ping</c>: with a secret it is signed
    /// (https://confluence.atlassian.com/bitbucketserver/manage-webhooks-938025878.html).
    /// </summary>
    public static Verification? Bitbucket(in IncomingRequest request) =>
        BitbucketEvent.ReadOne(request, out var key) == PlaceStatus.Found && key == BitbucketPing ? Answered : null;

    /// <summary>The same where no signature came with it.</summary>
    public static Verification? UnsignedBitbucket(in IncomingRequest request) =>
        request.Method == "POST" && request.Headers.Count("X-Hub-Signature") == 0 ? Bitbucket(request) : null;
}

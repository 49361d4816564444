using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Ringback.Verification.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Handshakes;

/// <summary>
/// Handshakes whose answer is more than a value of the request (<see cref="EchoTable"/>): what says which request it is, or an HMAC of
/// what was sent. What is signed for anybody who asks must never be an event.
/// </summary>
internal static class ComputedAnswers
{
    public static readonly HeaderPlace AdobeClientId = new("X-AdobeSign-ClientId");

    private const int LongestChallenge = 1024;

    // What is signed here must never be a body that could be posted with that signature: so no braces, no quotes.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.+/");

    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.+/"u8);

    private static readonly JsonPointer TypeAt = JsonPointer.Parse("/type");
    private static readonly JsonPointer EventAt = JsonPointer.Parse("/event");

    /// <summary>
    /// PING, signed. Of an interactions endpoint (https://docs.discord.com/developers/interactions/overview): its type, 1;
    /// of webhook events (https://docs.discord.com/developers/events/webhook-events): 204, empty, with a content type, for type 0.
    /// </summary>
    public static VerificationResult? Discord(in IncomingRequest request)
    {
        return TypeAt.ReadText(request.Json.Span) switch
        {
            // No interaction has this type.
            "0" => VerificationResult.Handshake(new ProviderAnswer(204, ProviderAnswer.Json, default)),
            // Of webhook events it is an event's, which stands beside it.
            "1" when EventAt.ReadRange(request.Json.Span) is null => Json("""{"type":1}"""),
            _ => null,
        };
    }

    /// <summary>
    /// <c>endpoint.url_validation</c>, signed: the token and its HMAC, hex
    /// (https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint).
    /// </summary>
    public static VerificationResult? Zoom(in IncomingRequest request, byte[] secret)
    {
        if (EventAt.ReadText(request.Json.Span) != "endpoint.url_validation") return null;
        if (JsonPointer.Parse("/payload/plainToken").ReadText(request.Json.Span) is not { } token || !IsToken(token)) return Malformed("/payload/plainToken in the body");
        var encrypted = Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(token)));
        return Json($$"""{"plainToken":"{{token}}","encryptedToken":"{{encrypted}}"}""");
    }

    /// <summary>
    /// X's challenge-response check, a GET with <c>crc_token</c>: its HMAC
    /// (https://docs.x.com/x-api/webhooks/quickstart#2-the-crc-check). It comes unsigned, and uses the secret that signs
    /// events: a token that could be a body would be a signature for anyone who asks. So no event is a body that is made of
    /// a token's characters alone: <c>42</c> is a token and JSON.
    /// </summary>
    public static VerificationResult? X(in IncomingRequest request, byte[] secret)
    {
        if (request.Method != "GET") return request.Body.Span.ContainsAnyExcept(TokenBytes) ? null : Malformed("the body");
        var place = new QueryPlace("crc_token");
        if (place.ReadOne(request, out var token) != PlaceStatus.Found || !IsToken(token)) return Malformed(place.Description);
        var answer = Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(token)));
        return Json($$"""{"response_token":"sha256={{answer}}"}""");
    }

    /// <summary>Acrobat Sign's verification of intent, a GET with the client id (<see cref="AdobeSignAnswer"/>).</summary>
    public static VerificationResult? AdobeSign(in IncomingRequest request, TokenVerifier clientId, ProviderAnswer answer)
    {
        if (request.Method != "GET") return null;
        var status = AdobeClientId.ReadOne(request, out var given);
        if (status != PlaceStatus.Found) return VerificationResult.Refused(Refusal.Missing, $"{AdobeClientId.Description} is missing");
        return clientId.Fits(given) ? VerificationResult.Handshake(answer) : VerificationResult.Refused(Refusal.NoMatch, $"{AdobeClientId.Description} isn't the source's client id");
    }

    /// <summary>
    /// Wanted for every request, not only the first: the client id in the body
    /// (https://opensource.adobe.com/acrobat-sign/developer_guide/webhookapis.html).
    /// </summary>
    public static ProviderAnswer AdobeSignAnswer(string clientId) =>
        new(200, ProviderAnswer.Json, Encoding.UTF8.GetBytes($$"""{"xAdobeSignClientId":"{{JavaScriptEncoder.Default.Encode(clientId)}}"}"""));

    private static bool IsToken(string text) => text.Length is > 0 and <= LongestChallenge && !text.AsSpan().ContainsAnyExcept(TokenCharacters);

    private static VerificationResult Json(string json) => VerificationResult.Handshake(new ProviderAnswer(200, ProviderAnswer.Json, Encoding.UTF8.GetBytes(json)));

    private static VerificationResult Malformed(string what) => VerificationResult.Refused(Refusal.Malformed, $"{what} has the wrong format");
}

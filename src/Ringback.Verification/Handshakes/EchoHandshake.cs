using System.Buffers;
using System.Text;
using System.Text.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Handshakes;

/// <summary>
/// A handshake whose answer is a value of the request: a row of <see cref="EchoTable"/>. Only what is harmless is given back: printable
/// ASCII, of bounded length, and nothing that could be HTML.
/// </summary>
/// <param name="Method">By which it comes. Whatever comes by another method than events do is this handshake.</param>
/// <param name="Challenge">Where the value stands that is given back.</param>
internal sealed record EchoHandshake(string Method, ValuePlace Challenge)
{
    private const string EventsMethod = "POST";
    private const int LongestChallenge = 1024;

    private static readonly SearchValues<char> Words =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !#$%()*+,-./:;=?@[\\]^_`{|}~");

    /// <summary>What tells it from an event, or from another handshake: one of these values at this place. Null: that the challenge is there.</summary>
    public (ValuePlace Place, string[] Values)? Mark { get; init; }

    /// <summary>What the source must know, too: a token that both agreed on, or what it subscribed to. Null: nothing.</summary>
    public ValuePlace? Known { get; init; }

    /// <summary>The member of the JSON object that is answered. Null: the challenge is answered as plain text.</summary>
    public string? Member { get; init; }

    public Handshake Handshake => new(Answer, Method);

    /// <summary>For those with something that must be known.</summary>
    public Handshake With(TokenVerifier known) => new((in IncomingRequest request) => Answer(request, known), Method);

    private VerificationResult? Answer(in IncomingRequest request) => Answer(request, null);

    private VerificationResult? Answer(in IncomingRequest request, TokenVerifier? known)
    {
        if (request.Method != Method) return null;
        if (Mark is { } mark && !(mark.Place.ReadOne(request, out var value) == PlaceStatus.Found && mark.Values.Contains(value, StringComparer.Ordinal)))
            return Method == EventsMethod ? null : Malformed(mark.Place);
        if (Known is { } place)
        {
            if (place.ReadOne(request, out var given) != PlaceStatus.Found) return VerificationResult.Refused(Refusal.Missing, $"{place.Description} is missing");
            if (known?.Fits(given) != true) return VerificationResult.Refused(Refusal.NoMatch, $"{place.Description} isn't the source's");
        }
        var status = Challenge.ReadOne(request, out var challenge);
        if (status == PlaceStatus.Missing && Mark is null && Method == EventsMethod) return null;
        return status == PlaceStatus.Found && challenge.Length <= LongestChallenge && !challenge.AsSpan().ContainsAnyExcept(Words)
            ? VerificationResult.Handshake(AnswerOf(challenge))
            : Malformed(Challenge);
    }

    private static VerificationResult Malformed(ValuePlace place) => VerificationResult.Refused(Refusal.Malformed, $"{place.Description} has the wrong format");

    private ProviderAnswer AnswerOf(string challenge) => Member is null
        ? new ProviderAnswer(200, ProviderAnswer.Text, Encoding.ASCII.GetBytes(challenge))
        : new ProviderAnswer(200, ProviderAnswer.Json, Encoding.UTF8.GetBytes($$"""{"{{Member}}":"{{JsonEncodedText.Encode(challenge)}}"}"""));
}

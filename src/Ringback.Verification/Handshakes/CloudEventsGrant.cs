using System.Globalization;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Handshakes;

/// <summary>
/// The validation request of CloudEvents' webhooks, an OPTIONS: who wants to send, and how much a minute
/// (https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md#4-abuse-protection). It lets nothing in: it says that the
/// sender may try.
/// </summary>
/// <param name="origins">Who may send. Null: whoever knows the URL.</param>
internal sealed class CloudEventsGrant(IReadOnlyCollection<string>? origins)
{
    private const int LongestOrigin = 255;
    private const string Unlimited = "*";
    private static readonly HeaderPlace Origin = new("WebHook-Request-Origin");
    private static readonly HeaderPlace Rate = new("WebHook-Request-Rate");

    public Handshake Handshake => new(Answer, "OPTIONS");

    private static bool IsOrigin(string text) =>
        text.Length <= LongestOrigin && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':');

    private static bool TryRate(in IncomingRequest request, out int? rate)
    {
        rate = null;
        var status = Rate.ReadOne(request, out var text);
        if (status == PlaceStatus.Missing) return true;
        if (status != PlaceStatus.Found || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0) return false;
        rate = number;
        return true;
    }

    private VerificationResult? Answer(in IncomingRequest request)
    {
        if (request.Method != "OPTIONS") return null;
        var status = Origin.ReadOne(request, out var origin);
        if (status == PlaceStatus.Missing) return VerificationResult.Refused(Refusal.Missing, $"{Origin.Description} is missing");
        if (status != PlaceStatus.Found || !IsOrigin(origin)) return VerificationResult.Refused(Refusal.Malformed, $"{Origin.Description} has the wrong format");
        if (!TryRate(request, out var asked)) return VerificationResult.Refused(Refusal.Malformed, $"{Rate.Description} has the wrong format");
        if (origins?.Contains(origin, StringComparer.OrdinalIgnoreCase) == false)
            return VerificationResult.Refused(Refusal.NoMatch, $"{Origin.Description} isn't among the source's origins");
        var granted = asked is null ? request.MostPerMinute : request.MostPerMinute is { } most ? Math.Min(most, asked.Value) : asked;
        return VerificationResult.Handshake(new ProviderAnswer(200, null, default)
        {
            Headers =
            [
                ("Allow", "POST"),
                ("WebHook-Allowed-Origin", origin),
                ("WebHook-Allowed-Rate", granted?.ToString(CultureInfo.InvariantCulture) ?? Unlimited),
            ],
        });
    }
}

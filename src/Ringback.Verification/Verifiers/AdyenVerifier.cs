using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ringback.Verification.Crypto;
using Ringback.Verification.Json;

namespace Ringback.Verification.Verifiers;

/// <summary>
/// Adyen's standard webhooks (https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures):
/// each item has its own HMAC-SHA256, base64, of eight of its fields. One that is forged spoils all.
/// </summary>
internal sealed class AdyenVerifier(byte[] key) : IRequestVerifier
{
    private const int MostItems = 256;
    private const int MerchantReference = 3;

    // A name that is there twice could be read one way here and another way later.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = JsonLimits.MaxDepth };
    private static readonly VerificationResult Ambiguous = VerificationResult.Refused(Refusal.Malformed, "a signed field has a colon, which only merchantReference may have");
    private static readonly VerificationResult NotOfForm = VerificationResult.Refused(Refusal.Malformed, "the body isn't JSON with notificationItems, or an item doesn't have the signed fields");

    public VerifierTraits Traits { get; } = new() { SignsBodyOnly = true };

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default) =>
        new(Verify(request.Json));

    private VerificationResult Verify(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("notificationItems"u8, out var items)
                || items.ValueKind != JsonValueKind.Array
                || items.GetArrayLength() is 0 or > MostItems) return NotOfForm;
            foreach (var item in items.EnumerateArray())
            {
                var result = VerifyItem(item);
                if (!result.IsAccepted) return result;
            }
            return VerificationResult.Accepted;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or text in it that is no text (half a surrogate pair).
            return NotOfForm;
        }
    }

    private VerificationResult VerifyItem(JsonElement wrapper)
    {
        if (!TryObject(wrapper, "NotificationRequestItem", out var item)) return NotOfForm;
        TryObject(item, "amount", out var amount);
        if (!TryObject(item, "additionalData", out var extra) || Text(extra, "hmacSignature") is not { Length: > 0 } signature)
            return VerificationResult.Refused(Refusal.Missing, "an item has no additionalData.hmacSignature");

        string?[] parts =
        [
            Text(item, "pspReference"), Text(item, "originalReference"), Text(item, "merchantAccountCode"), Text(item, "merchantReference"),
            Text(amount, "value"), Text(amount, "currency"), Text(item, "eventCode"), Text(item, "success"),
        ];
        if (parts.Contains(null)) return NotOfForm;
        for (var i = 0; i < parts.Length; i++)
        {
            // Colons join what is signed. Only the merchant's own reference may have some, so that there is one way to cut it.
            if (i != MerchantReference && parts[i]!.Contains(':')) return Ambiguous;
        }
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Join(':', parts)), expected);
        return StrictBase64.TryDecode(signature, expected.Length, out var given) && CryptographicOperations.FixedTimeEquals(expected, given)
            ? VerificationResult.Accepted
            : VerificationResult.Refused(Refusal.NoMatch, "the hmacSignature of an item doesn't match the secret and the request");
    }

    private static bool TryObject(JsonElement parent, string name, out JsonElement child)
    {
        child = default;
        return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out child) && child.ValueKind == JsonValueKind.Object;
    }

    /// <summary>As it is signed: empty when missing. Null for what no signature can speak for, an object or a list.</summary>
    private static string? Text(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value)) return "";
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            JsonValueKind.Null => "",
            _ => null,
        };
    }
}

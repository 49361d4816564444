using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Ringback.Verification.Jwt;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Providers;

/// <summary>
/// Plaid (https://plaid.com/docs/api/webhooks/webhook-verification/): a token that has the body's hash in it, signed with a key that is
/// asked for by its id, with the credentials of Plaid's API.
/// </summary>
internal static class Plaid
{
    private static readonly HeaderPlace Token = new("Plaid-Verification");

    // The same bytes may be reported twice: SYNC_UPDATES_AVAILABLE of one item.
    public static EventShape Events { get; } = new() { Type = new JoinedPlace(new BodyPlace("/webhook_type"), new BodyPlace("/webhook_code")) };

    public static SourceProfile? Build(string type, ConfigReader config, IKeyHost keys)
    {
        config.MarkCredential("clientId");
        var client = config.Text("clientId");
        var secret = config.Secret("secret");
        var environment = config.Choice("environment", "production", "production", "sandbox");
        var tolerance = config.OptionalWhole("toleranceSeconds", 0, 86_400) is { } seconds ? TimeSpan.FromSeconds(seconds) : SignatureScheme.DefaultTolerance;
        if (client is null || secret is null || config.Failed) return null;
        var rules = new JwtRules(Token, SecurityAlgorithms.EcdsaSha256) { NeedsExpiry = false, Tolerance = tolerance, Binding = CheckBody, BindsBodyOnly = true };
        return new SourceProfile(type, new JwtVerifier(rules, new PlaidKeys(keys, new Uri($"https://{environment}.plaid.com/webhook_verification_key/get"), client, secret)), Events);
    }

    private static string? CheckBody(in IncomingRequest request, JsonWebToken token)
    {
        if (!token.TryGetPayloadValue<string>("request_body_sha256", out var hash)) return "has no request_body_sha256";
        var actual = Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(hash), Encoding.UTF8.GetBytes(actual)) ? null : "is of another body";
    }

    /// <summary>Each key is asked for by its id and kept. Whoever makes up ids has us ask a few times a minute, not more.</summary>
    private sealed class PlaidKeys(IKeyHost host, Uri url, string client, string secret) : IJwtKeys
    {
        private const int MostKept = 16;
        private const int MostQuestions = 6;
        private const int LongestId = 128;
        private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);
        private static readonly TimeSpan FailureKeptFor = TimeSpan.FromMinutes(1);
        private readonly Dictionary<string, Kept> _kept = new(StringComparer.Ordinal);
        private readonly SemaphoreSlim _asking = new(1);
        private DateTimeOffset _minute;
        private int _questions;

        public ValueTask<JwtKey> Find(string? id, DateTimeOffset now, CancellationToken cancellation)
        {
            if (id is null || id.Length > LongestId) return new(new JwtKey(null));
            return TryKept(id, now, out var key) ? new(key) : AskAsync(id, now, cancellation);
        }

        /// <summary>Null for what is no key, or one that has ended.</summary>
        private static SecurityKey? Read(string json, string id)
        {
            try
            {
                using var document = JsonDocument.Parse(json);
                if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("key", out var given) || given.ValueKind != JsonValueKind.Object) return null;
                if (given.TryGetProperty("expired_at", out var ended) && ended.ValueKind != JsonValueKind.Null) return null;
                var key = new JsonWebKey(given.GetRawText());
                return key.Kid == id && key.Kty == "EC" && key.Crv == "P-256" ? key : null;
            }
            catch (Exception exception) when (exception is JsonException or ArgumentException)
            {
                return null;
            }
        }

        private bool TryKept(string id, DateTimeOffset now, out JwtKey key)
        {
            lock (_kept)
            {
                var isKept = _kept.TryGetValue(id, out var kept) && now < kept.Until;
                key = kept.Key;
                return isKept;
            }
        }

        // One at a time, so that requests with the same new key ask once.
        private async ValueTask<JwtKey> AskAsync(string id, DateTimeOffset now, CancellationToken cancellation)
        {
            await _asking.WaitAsync(cancellation);
            try
            {
                if (TryKept(id, now, out var kept)) return kept;
                if (now >= _minute + TimeSpan.FromMinutes(1) || now < _minute) (_minute, _questions) = (now, 0);
                if (_questions >= MostQuestions) return new JwtKey(null, IsUnavailable: true);
                _questions++;
                var answer = await host.Ask(new KeyQuestion(url, Question(id)), cancellation);
                // Plaid answers 400 to an id that it doesn't know, which is no answer like every other.
                var key = answer is null ? new JwtKey(null, IsUnavailable: true) : new JwtKey(Read(answer.Text, id));
                Keep(id, new Kept(key, now + (key.Key is null ? FailureKeptFor : KeptFor)));
                return key;
            }
            finally
            {
                _asking.Release();
            }
        }

        private void Keep(string id, Kept key)
        {
            lock (_kept)
            {
                if (_kept.Count >= MostKept && !_kept.ContainsKey(id)) _kept.Remove(_kept.MinBy(static kept => kept.Value.Until).Key);
                _kept[id] = key;
            }
        }

        private byte[] Question(string id)
        {
            using var buffer = new MemoryStream();
            using (var into = new Utf8JsonWriter(buffer))
            {
                into.WriteStartObject();
                into.WriteString("client_id", client);
                into.WriteString("secret", secret);
                into.WriteString("key_id", id);
                into.WriteEndObject();
            }
            return buffer.ToArray();
        }

        private readonly record struct Kept(JwtKey Key, DateTimeOffset Until);
    }
}

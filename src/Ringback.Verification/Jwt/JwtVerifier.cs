using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Jwt;

/// <summary>A token (RFC 7519) in the place of a signature. What it says of the body, if anything, is <see cref="JwtRules.Binding"/>.</summary>
internal sealed class JwtVerifier(JwtRules rules, IJwtKeys keys) : IRequestVerifier
{
    private const int LongestToken = 8192;

    /// <summary>A day less than there is, so that a skew can be added.</summary>
    private const long LatestTime = 253_402_300_799 - 86_400;

    /// <summary>Clocks differ: of <c>exp</c> and <c>nbf</c>.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = LongestToken };

    // Of its own, and without a cache: that of the library keeps keys for as long as the process lives.
    private readonly CryptoProviderFactory _crypto = new() { CacheSignatureProviders = false };

    public VerifierTraits Traits { get; } = new()
    {
        IsCostly = rules.Algorithm != SecurityAlgorithms.HmacSha256,
        SignsBodyOnly = rules.BindsBodyOnly,
        SecretHeaders = rules.Place is HeaderPlace header ? [header.Name] : [],
    };

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var status = rules.Place.ReadOne(request, out var text);
        return status switch
        {
            PlaceStatus.Missing => Refuse(Refusal.Missing, "is missing"),
            PlaceStatus.Repeated => Refuse(Refusal.Repeated, "occurs more than once"),
            PlaceStatus.Found when TryRead(text, out var token) => token.Alg == rules.Algorithm && !token.TryGetHeaderValue<object>("crit", out _)
                ? JudgeAsync(token, request, now, cancellation)
                : Refuse(Refusal.Malformed, $"isn't a token that is signed with {rules.Algorithm}"),
            _ => Refuse(Refusal.Malformed, "has the wrong format"),
        };
    }

    private static bool TryRead(string text, out JsonWebToken token)
    {
        token = null!;
        // Signed, not encrypted: three parts.
        if (text.Length > LongestToken || text.AsSpan().Count('.') != 2) return false;
        try
        {
            token = new JsonWebToken(text);
            return true;
        }
        catch (ArgumentException)
        {
            // Not base64url, or not JSON.
            return false;
        }
    }

    private static bool Has(JsonWebToken token, string name, object value) => value switch
    {
        bool flag => token.TryGetPayloadValue<bool>(name, out var given) && given == flag,
        _ => token.TryGetPayloadValue<string>(name, out var given) && given == (string)value,
    };

    private ValueTask<VerificationResult> Refuse(Refusal refusal, string problem) => new(Refused(refusal, problem));

    private VerificationResult Refused(Refusal refusal, string problem) => VerificationResult.Refused(refusal, $"{rules.Place.Description} {problem}");

    private async ValueTask<VerificationResult> JudgeAsync(JsonWebToken token, IncomingRequest request, DateTimeOffset now, CancellationToken cancellation)
    {
        var found = await keys.Find(string.IsNullOrEmpty(token.Kid) ? null : token.Kid, now, cancellation);
        if (found.IsUnavailable) return Refused(Refusal.Unavailable, "is signed with a key that can't be fetched now");
        if (found.Key is not { } key) return Refused(Refusal.NoMatch, "is signed with a key that the provider doesn't publish");
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidAlgorithms = [rules.Algorithm],
            RequireSignedTokens = true,
            CryptoProviderFactory = _crypto,
            ValidateIssuer = rules.Issuers.Count > 0,
            ValidIssuers = rules.Issuers,
            ValidateAudience = rules.Audience is not null,
            ValidAudience = rules.Audience,
            // Judged below, by the request's clock.
            ValidateLifetime = false,
        });
        if (!result.IsValid)
        {
            return result.Exception switch
            {
                SecurityTokenInvalidIssuerException => Refused(Refusal.NoMatch, "is of another issuer"),
                SecurityTokenInvalidAudienceException => Refused(Refusal.NoMatch, "is for another audience"),
                _ => Refused(Refusal.NoMatch, "isn't signed with the provider's key"),
            };
        }
        return CheckTimes(token, now) ?? CheckClaims(token)
            ?? (rules.Binding?.Invoke(request, token) is { } problem ? Refused(Refusal.NoMatch, problem) : VerificationResult.Accepted);
    }

    private VerificationResult? CheckTimes(JsonWebToken token, DateTimeOffset now)
    {
        if (!TryTime(token, JwtRegisteredClaimNames.Exp, out var expires) || !TryTime(token, JwtRegisteredClaimNames.Nbf, out var from) || !TryTime(token, JwtRegisteredClaimNames.Iat, out var issued))
            return Refused(Refusal.Malformed, "has a time that isn't valid");
        if (expires is null && rules.NeedsExpiry) return Refused(Refusal.Malformed, "has no exp");
        if (expires + Skew <= now) return Refused(Refusal.TooOld, "has expired");
        if (from - Skew > now) return Refused(Refusal.TooNew, "isn't valid yet");
        if (rules.Tolerance is not { } tolerance) return null;
        if (issued is null) return Refused(Refusal.Malformed, "has no iat");
        if (now - issued > tolerance) return Refused(Refusal.TooOld, $"is more than {tolerance.TotalSeconds:0} s old");
        return issued - now > tolerance ? Refused(Refusal.TooNew, $"is more than {tolerance.TotalSeconds:0} s ahead of this clock") : null;
    }

    /// <summary>False when the claim is there and no time that can be.</summary>
    private static bool TryTime(JsonWebToken token, string claim, out DateTimeOffset? time)
    {
        time = null;
        if (!token.TryGetPayloadValue<object>(claim, out var value)) return true;
        // The library gives whole seconds, and can't read a token at all whose time is no number.
        if (value is not long seconds || seconds < 0 || seconds > LatestTime) return false;
        time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }

    private VerificationResult? CheckClaims(JsonWebToken token)
    {
        foreach (var (name, value) in rules.Claims)
            if (!Has(token, name, value)) return Refused(Refusal.NoMatch, $"doesn't have the {name} that the source requires");
        return null;
    }
}

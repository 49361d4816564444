using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Ringback.Core.Ids;

namespace Ringback.Server.Auth;

/// <summary>
/// Tells a token that we (or whoever has the secret) signed from everything else. HS256 only: a token doesn't get to
/// choose how it is verified.
/// </summary>
internal sealed class TokenValidator
{
    /// <summary>Characters; ours have about 300.</summary>
    public const int Longest = 4096;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly SearchValues<char> Base64UrlCharacters = SearchValues.Create(Alphabet);

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = Longest, MapInboundClaims = false };
    private readonly TokenValidationParameters _parameters;
    private readonly TimeProvider _clock;
    private readonly byte[] _secretHash;

    public TokenValidator(byte[] secret, TimeProvider clock)
    {
        _clock = clock;
        _secretHash = SHA256.HashData(secret);
        _parameters = new TokenValidationParameters
        {
            IssuerSigningKey = new SymmetricSecurityKey(secret),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidateIssuer = false,
            ValidateAudience = false,
            // Judged below, with our clock.
            ValidateLifetime = false,
            RequireSignedTokens = true,
            TryAllIssuerSigningKeys = true,
        };
    }

    /// <summary>What the token says; null when it isn't to be believed, for whatever reason.</summary>
    public Credential? Validate(string token)
    {
        if (token.Length > Longest || !IsCanonical(token)) return null;
        // Synchronous in fact: there is no issuer whose keys would have to be fetched.
#pragma warning disable VSTHRD002
        var result = _handler.ValidateTokenAsync(token, _parameters).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt) return null;
        if (!IsOurType(jwt) || jwt.TryGetHeaderValue<object>("crit", out _)) return null;
        return Read(jwt, token);
    }

    /// <summary>Whether somebody sent the signing secret itself in the place of a token. Hashed, so that the time it takes tells nothing of it.</summary>
    public bool IsSecret(string text) =>
        text.Length is > 0 and <= Longest && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), _secretHash);

    /// <summary>
    /// Whether this is the one way to write the token (RFC 7515, 2: base64url without padding, and no bits behind the last octet). A
    /// token that says no <c>jti</c> is revoked by its text, which would come back to life in another spelling.
    /// </summary>
    private static bool IsCanonical(ReadOnlySpan<char> token)
    {
        var parts = 0;
        foreach (var range in token.Split('.'))
        {
            var part = token[range];
            parts++;
            if (part.ContainsAnyExcept(Base64UrlCharacters)) return false;
            var unused = (part.Length % 4) switch
            {
                0 => 0,
                2 => 0b1111,
                3 => 0b11,
                _ => -1,
            };
            if (unused < 0 || (unused > 0 && (Alphabet.IndexOf(part[^1], StringComparison.Ordinal) & unused) != 0)) return false;
        }
        return parts == 3;
    }

    private Credential? Read(JsonWebToken jwt, string token)
    {
        var now = _clock.GetUtcNow();
        if (!TryTime(jwt, JwtRegisteredClaimNames.Exp, out var expires) || expires <= now) return null;
        if (!TryTime(jwt, JwtRegisteredClaimNames.Nbf, out var notBefore) || notBefore > now + TokenClaims.ClockSkew) return null;
        if (!TryTime(jwt, JwtRegisteredClaimNames.Iat, out var issued) || issued > now + TokenClaims.ClockSkew) return null;
        if (!TryText(jwt, JwtRegisteredClaimNames.Sub, 64, out var subject) || subject is null) return null;
        if (!TryText(jwt, JwtRegisteredClaimNames.Jti, 128, out var id)) return null;
        if (!TryText(jwt, TokenClaims.Session, 64, out var session)) return null;
        if (!TryText(jwt, TokenClaims.Organisation, 64, out var owner)) return null;
        issued = Precise(issued, id);
        id ??= NameOf(token);

        if (owner is null)
        {
            return Ksuid.TryParse(subject, IdPrefix.Organisation, out var self)
                ? new Credential(CredentialKind.Organisation, self, null, id, session,
                    issued ?? DateTimeOffset.UnixEpoch, expires ?? DateTimeOffset.MaxValue, Capability.All, null)
                : null;
        }
        if (!Ksuid.TryParse(owner, IdPrefix.Organisation, out var organisation)) return null;
        if (!Ksuid.TryParse(subject, IdPrefix.Application, out var application) && !Ksuid.TryParse(subject, IdPrefix.Source, out application)) return null;
        if (expires is not { } until || until - (issued ?? now) > TokenClaims.LongestApplicationLife) return null;
        if (!TryCapabilities(jwt, out var capabilities) || !TryFlags(jwt, out var flags)) return null;
        return new Credential(CredentialKind.Application, organisation, application, id, session,
            issued ?? DateTimeOffset.UnixEpoch, until, capabilities, flags);
    }

    /// <summary>RFC 7519, 5.1: <c>typ</c> may be left out; another type is another thing's token.</summary>
    private static bool IsOurType(JsonWebToken jwt) =>
        string.IsNullOrEmpty(jwt.Typ) || jwt.Typ.Equals("JWT", StringComparison.OrdinalIgnoreCase);

    /// <summary>False when the claim is there and no time that can be; null when it isn't there.</summary>
    private static bool TryTime(JsonWebToken jwt, string claim, out DateTimeOffset? time)
    {
        time = null;
        if (!jwt.TryGetPayloadValue<object>(claim, out var value)) return true;
        var seconds = value switch
        {
            long whole => whole,
            int whole => whole,
            // RFC 7519 allows fractions; the latest second of year 9999 is exact in a double.
            double fraction when fraction is > -1e12 and < 1e12 => (long)Math.Floor(fraction),
            decimal fraction when fraction is > -1e12m and < 1e12m => (long)Math.Floor(fraction),
            _ => long.MinValue,
        };
        if (seconds < 0 || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return false;
        time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }

    /// <summary>
    /// <c>iat</c> has whole seconds, our ids have 4 ms: so that a token made in the second in which all older ones were
    /// revoked can be told from those.
    /// </summary>
    private static DateTimeOffset? Precise(DateTimeOffset? issued, string? id) =>
        issued is { } second && Ksuid.TryParse(id, out var ksuid)
            && DateTimeOffset.FromUnixTimeMilliseconds(ksuid.UnixMs) is var exact && exact >= second && exact < second.AddSeconds(1)
            ? exact
            : issued;

    private static bool TryText(JsonWebToken jwt, string claim, int longest, out string? text)
    {
        text = null;
        if (!jwt.TryGetPayloadValue<object>(claim, out var value)) return true;
        text = value as string;
        return text is { Length: > 0 } && text.Length <= longest;
    }

    private static bool TryCapabilities(JsonWebToken jwt, out Capability capabilities)
    {
        capabilities = Capability.All;
        if (!jwt.TryGetPayloadValue<object>(TokenClaims.Capabilities, out var value)) return true;
        var bits = value switch
        {
            int whole => whole,
            long whole => whole,
            _ => -1,
        };
        if (bits is < 0 or > (long)Capability.All) return false;
        capabilities = (Capability)bits;
        return true;
    }

    private static bool TryFlags(JsonWebToken jwt, out IReadOnlyList<string>? flags)
    {
        flags = null;
        if (!jwt.TryGetPayloadValue<object>(TokenClaims.FeatureFlags, out _)) return true;
        return jwt.TryGetPayloadValue<string[]>(TokenClaims.FeatureFlags, out var list) && (flags = list) is not null;
    }

    private static string NameOf(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes(token), hash);
        return Base64Url.EncodeToString(hash[..16]);
    }
}

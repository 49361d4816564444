using System.Text;

namespace Ringback.Server.Auth;

/// <summary>
/// Says who sent a request. On the hot path: a token is verified once, then found by its hash; whether it has expired
/// or been revoked is asked every time.
/// </summary>
internal sealed class Authenticator(TokenValidator validator, ITokenRevocations revocations, TimeProvider clock)
{
    private readonly TokenCache _cache = new();

    /// <param name="bearer">The token, without <c>Bearer</c>.</param>
    /// <returns>Null when the token isn't valid, or not any more.</returns>
    public Credential? Authenticate(ReadOnlySpan<char> bearer)
    {
        if (bearer.IsEmpty || bearer.Length > TokenValidator.Longest || !Ascii.IsValid(bearer)) return null;
        var hash = TokenCache.Hash.Compute(bearer);
        var credential = _cache.Find(hash);
        if (credential is null)
        {
            credential = validator.Validate(bearer.ToString());
            if (credential is null) return null;
            _cache.Add(hash, credential);
        }
        if (credential.Expires <= clock.GetUtcNow() || revocations.IsRevoked(credential)) return null;
        return credential;
    }

    /// <summary>As <see cref="Authenticate"/>, of a whole <c>Authorization</c> header (RFC 6750, 2.1).</summary>
    public Credential? AuthenticateHeader(ReadOnlySpan<char> header) => Authenticate(BearerOf(header));

    /// <summary>Whether a header that was refused has the signing secret itself where the token belongs.</summary>
    public bool HasSecret(ReadOnlySpan<char> header) => validator.IsSecret(BearerOf(header).ToString());

    private static ReadOnlySpan<char> BearerOf(ReadOnlySpan<char> header)
    {
        const string Scheme = "Bearer ";
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim(' ') : [];
    }
}

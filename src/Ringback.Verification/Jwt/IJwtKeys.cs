using Microsoft.IdentityModel.Tokens;

namespace Ringback.Verification.Jwt;

/// <param name="Key">Null: there is no such key, or it can't be asked for now.</param>
/// <param name="IsUnavailable">Nobody knows whether there is such a key: its host doesn't answer, or was asked too often.</param>
internal readonly record struct JwtKey(SecurityKey? Key, bool IsUnavailable = false);

/// <summary>The keys that a provider signs its tokens with. Safe for many threads at once.</summary>
internal interface IJwtKeys
{
    /// <param name="id">The token's <c>kid</c>; null when it has none.</param>
    ValueTask<JwtKey> Find(string? id, DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>One key that both know.</summary>
internal sealed class SharedJwtKey(byte[] secret) : IJwtKeys
{
    /// <summary>In bytes: as many as the hash of HS256 has (RFC 7518, 3.2).</summary>
    public const int Shortest = 32;

    private readonly JwtKey _key = new(new SymmetricSecurityKey(secret));

    public ValueTask<JwtKey> Find(string? id, DateTimeOffset now, CancellationToken cancellation) => new(_key);
}

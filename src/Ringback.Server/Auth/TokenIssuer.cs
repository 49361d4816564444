using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Ringback.Core.Ids;

namespace Ringback.Server.Auth;

/// <summary>Creates tokens (JWT, HS256).</summary>
/// <param name="secret">What they are signed with; at least 32 bytes.</param>
/// <param name="clock">Says when they are issued.</param>
/// <param name="ids">Names them.</param>
internal sealed class TokenIssuer(byte[] secret, TimeProvider clock, IdSource ids)
{
    private readonly SigningCredentials _credentials = new(new SymmetricSecurityKey(secret), SecurityAlgorithms.HmacSha256);
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>A token for all of an organisation.</summary>
    public string Organisation(Ksuid organisation, TimeSpan? life = null) => Create(
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [JwtRegisteredClaimNames.Sub] = organisation.ToString(IdPrefix.Organisation),
        },
        life ?? TokenClaims.OrganisationLife);

    /// <summary>A token for one application, which may be a source's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A life over 28 days, or none.</exception>
    public string Application(Ksuid organisation, Ksuid application, ApplicationGrant grant)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(grant.Life, TokenClaims.LongestApplicationLife);
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [JwtRegisteredClaimNames.Sub] = application.ToString(grant.IsSource ? IdPrefix.Source : IdPrefix.Application),
            [TokenClaims.Organisation] = organisation.ToString(IdPrefix.Organisation),
        };
        if (grant.SessionId is { } session) claims[TokenClaims.Session] = session;
        if (grant.Capabilities != Capability.All) claims[TokenClaims.Capabilities] = (int)grant.Capabilities;
        if (grant.FeatureFlags is { } flags) claims[TokenClaims.FeatureFlags] = flags.ToArray();
        return Create(claims, grant.Life);
    }

    private string Create(Dictionary<string, object> claims, TimeSpan life)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(life, TimeSpan.FromSeconds(1));
        var now = clock.GetUtcNow();
        claims[JwtRegisteredClaimNames.Jti] = ids.Next().ToString();
        claims[JwtRegisteredClaimNames.Iat] = now.ToUnixTimeSeconds();
        claims[JwtRegisteredClaimNames.Nbf] = now.ToUnixTimeSeconds();
        claims[JwtRegisteredClaimNames.Exp] = now.Add(life).ToUnixTimeSeconds();
        return _handler.CreateToken(new SecurityTokenDescriptor { Claims = claims, SigningCredentials = _credentials });
    }
}

/// <summary>What an application token grants.</summary>
/// <param name="Life">At most 28 days.</param>
/// <param name="SessionId">A name by which all tokens of a session can be revoked.</param>
/// <param name="Capabilities">What it allows.</param>
/// <param name="FeatureFlags">The bearer's feature flags; null: it sees every event type.</param>
/// <param name="IsSource">Whether the application is a source's: it is then named <c>src_…</c>.</param>
internal sealed record ApplicationGrant(
    TimeSpan Life,
    string? SessionId = null,
    Capability Capabilities = Capability.All,
    IReadOnlyList<string>? FeatureFlags = null,
    bool IsSource = false);

using Microsoft.IdentityModel.JsonWebTokens;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Jwt;

/// <summary>What binds a token to the request that it came with; null when it fits.</summary>
internal delegate string? JwtBinding(in IncomingRequest request, JsonWebToken token);

/// <summary>What a provider's tokens must say.</summary>
/// <param name="Place">Where the token stands.</param>
/// <param name="Algorithm">The only one: a token doesn't get to choose how it is verified.</param>
internal sealed record JwtRules(ValuePlace Place, string Algorithm)
{
    /// <summary>One of them; none: whoever has the key.</summary>
    public IReadOnlyList<string> Issuers { get; init; } = [];

    /// <summary>For whom; null: it isn't looked at.</summary>
    public string? Audience { get; init; }

    /// <summary>Whether there must be an <c>exp</c>. One that is there counts always.</summary>
    public bool NeedsExpiry { get; init; } = true;

    /// <summary>How far <c>iat</c>, which must be there then, may be from now; null: it isn't looked at.</summary>
    public TimeSpan? Tolerance { get; init; }

    /// <summary>Texts and booleans that it must have.</summary>
    public IReadOnlyList<(string Name, object Value)> Claims { get; init; } = [];

    public JwtBinding? Binding { get; init; }

    /// <inheritdoc cref="VerifierTraits.SignsBodyOnly"/>
    public bool BindsBodyOnly { get; init; }
}

using Ringback.Core.Access;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;

namespace Ringback.Server.Auth;

/// <summary>Whose token it is.</summary>
internal enum CredentialKind
{
    /// <summary>Yours: everything in an organisation.</summary>
    Organisation,

    /// <summary>A customer's, for one application.</summary>
    Application,
}

/// <summary>What a valid token says about its bearer.</summary>
/// <param name="Kind">Organisation or application.</param>
/// <param name="Organisation">The organisation's id.</param>
/// <param name="Application">The application's id; null for an organisation's token.</param>
/// <param name="TokenId">Names the token, for revoking it: its <c>jti</c>, or made from the token when it has none.</param>
/// <param name="SessionId">The portal session the token belongs to, for revoking all of a session.</param>
/// <param name="IssuedAt">Unix epoch when the token doesn't say.</param>
/// <param name="Expires">From then on it is refused; <see cref="DateTimeOffset.MaxValue"/> when the token doesn't say.</param>
/// <param name="Capabilities">What it allows.</param>
/// <param name="FeatureFlags">The feature flags of the bearer, which decide on the event types it sees; null: all.</param>
internal sealed record Credential(
    CredentialKind Kind,
    Ksuid Organisation,
    Ksuid? Application,
    string TokenId,
    string? SessionId,
    DateTimeOffset IssuedAt,
    DateTimeOffset Expires,
    Capability Capabilities,
    IReadOnlyList<string>? FeatureFlags)
{
    /// <summary><c>org_…</c>, made once: credentials are cached.</summary>
    public string OrgId { get; } = Organisation.ToString(IdPrefix.Organisation);

    /// <summary><c>app_…</c>, or null.</summary>
    public string? AppId { get; } = Application?.ToString(IdPrefix.Application);

    /// <summary>What a revocation may name to end the token; see <see cref="Revocation"/>.</summary>
    public IReadOnlyList<string> RevocationSubjects { get; } = Application is not { } app ? [Revocation.Token(TokenId)]
        : SessionId is null ? [Revocation.Token(TokenId), Revocation.Application(app)]
        : [Revocation.Token(TokenId), Revocation.Application(app), Revocation.Session(app, SessionId)];

    /// <summary>Whether an event type is shown to the bearer, going by its feature flags.</summary>
    public bool Sees(EventType type) =>
        FeatureFlags is not { } own || type.FeatureFlags is not { Count: > 0 } flags || flags.Any(own.Contains);

    public bool Can(Capability capability) => (Capabilities & capability) == capability;
}

namespace Ringback.Server.Auth;

/// <summary>The end of one token, or of all tokens of an application (or of one of its sessions) issued until some time.</summary>
/// <param name="TokenId">The one token; null for all of the application's.</param>
/// <param name="AppId"><c>app_…</c>; null for one token.</param>
/// <param name="SessionId">Only those of this session; null for all.</param>
/// <param name="IssuedUntil">Only those issued then or before.</param>
/// <param name="From">When they end.</param>
/// <param name="KeepUntil">When all of them will have expired by themselves, so that this may be forgotten.</param>
internal sealed record Revocation(
    string? TokenId, string? AppId, string? SessionId, DateTimeOffset IssuedUntil, DateTimeOffset From, DateTimeOffset KeepUntil)
{
    /// <summary>Ends the token now: a logout.</summary>
    public static Revocation OfToken(Credential credential, DateTimeOffset now) =>
        new(credential.TokenId, null, null, now, now, credential.Expires);

    /// <summary>Ends what was issued for the application until now, after a grace period.</summary>
    public static Revocation OfApplication(string appId, string? sessionId, DateTimeOffset now, TimeSpan grace) =>
        new(null, appId, sessionId, now, now + grace, now + TokenClaims.LongestApplicationLife);
}

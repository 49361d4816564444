namespace Ringback.Server.Auth;

/// <summary>The claims of our tokens beyond those of RFC 7519, and what limits them.</summary>
internal static class TokenClaims
{
    public const string Organisation = "org";
    public const string Session = "sid";
    public const string Capabilities = "cap";
    public const string FeatureFlags = "ff";

    /// <summary>An application token lives no longer.</summary>
    public static readonly TimeSpan LongestApplicationLife = TimeSpan.FromDays(28);

    /// <summary>What organisation tokens get when nothing else is asked for.</summary>
    public static readonly TimeSpan OrganisationLife = TimeSpan.FromDays(3650);

    /// <summary>How far another machine's clock may be ahead.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);
}

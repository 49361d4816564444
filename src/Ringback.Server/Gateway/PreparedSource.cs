using Ringback.Verification.Verifiers;

namespace Ringback.Server.Gateway;

/// <summary>What follows from a source's profile, found once.</summary>
internal sealed class PreparedSource(SourceProfile profile, GatewayReply taken)
{
    public SourceProfile Profile => profile;

    /// <value>What is answered to an event that is safe.</value>
    public GatewayReply Taken => taken;

    public VerifierTraits Traits { get; } = profile.Verifier.Traits;

    /// <value>What a 401 has as <c>WWW-Authenticate</c> (RFC 9110, 11.6.1): those who sign know by themselves.</value>
    public string Challenge { get; } = profile.Type == "basic" ? "Basic realm=\"webhooks\"" : "Signature";

    /// <value>Names of headers and parameters that hold a secret of this source.</value>
    public IReadOnlyCollection<string> SecretNames => Traits.SecretHeaders;
}

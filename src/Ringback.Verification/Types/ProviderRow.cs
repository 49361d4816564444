using System.Security.Cryptography;
using Ringback.Verification.Handshakes;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Types;

/// <summary>A provider whose signatures one scheme and one key describe.</summary>
internal sealed record ProviderRow(string Type, SignatureScheme Scheme, EventShape Events)
{
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    public KeyForm Key { get; init; }

    /// <summary>The provider may send unsigned: then without a secret the token in the URL is all.</summary>
    public bool SecretIsOptional { get; init; }

    /// <summary>The field of the configuration that sets another tolerance, where the scheme has a timestamp.</summary>
    public string ToleranceField { get; init; } = "toleranceSeconds";

    /// <summary>From the secret's bytes: what answers handshakes that are signed like events.</summary>
    public Func<byte[], Handshake>? SignedHandshake { get; init; }

    /// <summary>From the secret's bytes: what answers handshakes that come unsigned.</summary>
    public Func<byte[], Handshake>? UnsignedHandshake { get; init; }
}

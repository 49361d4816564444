using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Handshakes;

/// <summary>What a handshake is answered with, or why not; null for a request that is none.</summary>
internal delegate VerificationResult? HandshakeAnswer(in IncomingRequest request);

/// <summary>A provider's way to ask whether a URL is ours.</summary>
/// <param name="Answer">Called for every request.</param>
/// <param name="Methods">By which it may come, beside those of the source's events.</param>
internal sealed record Handshake(HandshakeAnswer Answer, params string[] Methods);

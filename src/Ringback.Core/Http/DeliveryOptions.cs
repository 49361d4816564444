using System.Security.Cryptography.X509Certificates;
using Ringback.Verification.Text;

namespace Ringback.Core.Http;

/// <summary>How messages are sent.</summary>
internal sealed record DeliveryOptions
{
    /// <value>The time for a whole exchange: connecting, sending, and the response with its body. 15 s.</value>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <value>The three headers are sent under each of these: <c>webhook-id</c>, <c>svix-id</c>. <c>webhook</c> only.</value>
    public IReadOnlyList<string> HeaderPrefixes { get; init; } = ["webhook"];

    /// <value>Ranges that may be sent to although they aren't public. None.</value>
    public CidrList AllowedDestinations { get; init; } = CidrList.Empty;

    /// <value>A response is read so far; then its status decides. 64 KiB.</value>
    public int MaxResponseBytesRead { get; init; } = 64 * 1024;

    /// <value>So much of a response is kept for the record. 16 KiB.</value>
    public int MaxResponseBytesKept { get; init; } = 16 * 1024;

    /// <value>Certificates to trust as roots beside those of the system: a company's own authority. None.</value>
    public IReadOnlyList<X509Certificate2> TrustedCertificates { get; init; } = [];
}

using Ringback.Core.Crypto;
using Ringback.Server.Auth;

namespace Ringback.Server.Api.Models;

/// <summary>What of endpoints their reader may see: credentials in URLs, and values of headers, are for those who may change the endpoint.</summary>
internal static class ReaderView
{
    public static EndpointOut VisibleTo(this EndpointOut endpoint, Credential reader) => MaySee(reader) ? endpoint : endpoint with { Url = SecretUrl.Mask(endpoint.Url) };

    public static MessageEndpointOut VisibleTo(this MessageEndpointOut endpoint, Credential reader) => MaySee(reader) ? endpoint : endpoint with { Url = SecretUrl.Mask(endpoint.Url) };

    public static MessageAttemptOut VisibleTo(this MessageAttemptOut attempt, Credential reader) => MaySee(reader) ? attempt : attempt with { Url = SecretUrl.Mask(attempt.Url) };

    public static EndpointHeadersOut VisibleTo(this EndpointHeadersOut headers, Credential reader) =>
        MaySee(reader) ? headers : new EndpointHeadersOut(Common.NoMetadata, [.. headers.Headers.Keys, .. headers.Sensitive]);

    private static bool MaySee(Credential reader) => reader.Can(Capability.ManageEndpoint);
}

using Ringback.Core.Catalog;
using Ringback.Core.Crypto;

namespace Ringback.Core.Deliver;

/// <summary>Makes an endpoint's destination from the catalog, opening what is sealed.</summary>
internal sealed class DestinationResolver(Catalog.Catalog catalog, SecretBox box, TimeProvider clock)
{
    /// <returns>Null when the endpoint is disabled or a poller, or its application is gone: its work is canceled.</returns>
    /// <exception cref="SecretBoxException">Its secrets can't be opened.</exception>
    public Destination? Resolve(Endpoint endpoint)
    {
        if (endpoint is not { Disabled: false, Kind: EndpointKind.Http } || catalog.Application(endpoint.ApplicationId) is not { } application)
            return null;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var credentials = EndpointCredentials.Open(box, endpoint);
        var until = long.MaxValue;
        foreach (var secret in credentials.Secrets)
            if (secret.Until > now)
                until = Math.Min(until, secret.Until.Value);
        return new Destination(
            endpoint, application, new Uri(endpoint.Url), new MessageSigner(credentials.SignWith(now)),
            credentials.Headers is null ? [] : [.. credentials.Headers], until);
    }
}

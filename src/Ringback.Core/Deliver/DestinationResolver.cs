using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Http;
using Ringback.Core.Lanes;
using Ringback.Core.Operate;
using Ringback.Core.Signing;

namespace Ringback.Core.Deliver;

/// <summary>Makes an endpoint's destination from the catalog, opening what is sealed.</summary>
internal sealed class DestinationResolver(Catalog.Catalog catalog, SecretBox box, TimeProvider clock)
{
    private static readonly Uri NoUrl = new("ringback:operation");
    private static readonly Uri NotValid = new("ringback:invalid");
    private static readonly MessageSigner NoSigner = new([]);

    /// <returns>Null when the endpoint is disabled or a poller, or its application is gone: its work is canceled.</returns>
    /// <exception cref="SecretBoxException">Its secrets can't be opened.</exception>
    public Destination? Resolve(Endpoint endpoint)
    {
        if (endpoint is not { Disabled: false, Kind: not EndpointKind.Poller } || catalog.Application(endpoint.ApplicationId) is not { } application)
            return null;
        if (endpoint.Kind == EndpointKind.Operation)
        {
            var headers = endpoint.Sealed.Length == 0 ? null : EndpointCredentials.Open(box, endpoint).Headers;
            if (headers is not null)
                headers = ReservedHeaders.Without(headers);
            return new Destination(endpoint, application, NoUrl, NoSigner, [], long.MaxValue) { Plan = OperationPlan.Of(endpoint, headers) };
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var credentials = EndpointCredentials.Open(box, endpoint);
        var until = long.MaxValue;
        foreach (var secret in credentials.Secrets)
            if (secret.Until > now)
                until = Math.Min(until, secret.Until.Value);
        // A URL that was stored before it was checked as it is now leads nowhere, and each attempt says so.
        if (!DestinationUrl.TryRead(endpoint.Url, out var url))
            url = NotValid;
        return new Destination(
            endpoint, application, url, new MessageSigner(credentials.SignWith(now)),
            credentials.Headers is null ? [] : [.. ReservedHeaders.Without(credentials.Headers)], until);
    }
}

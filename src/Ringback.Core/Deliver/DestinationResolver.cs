using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Http;
using Ringback.Core.Lanes;
using Ringback.Core.Operate;
using Ringback.Core.Signing;

namespace Ringback.Core.Deliver;

/// <summary>Makes what the catalog has of a destination ready to be sent to, opening what is sealed.</summary>
internal sealed class DestinationResolver(Catalog.Catalog catalog, SecretBox box, TimeProvider clock)
{
    private static readonly Uri NotValid = new("ringback:invalid");

    /// <returns>Null when the destination is disabled or a poller, or its application is gone: its work is canceled.</returns>
    /// <exception cref="SecretBoxException">Its secrets can't be opened.</exception>
    public ResolvedDestination? Resolve(Destination destination)
    {
        if (destination.Disabled || catalog.Application(destination.ApplicationId) is not { } application)
            return null;
        return destination switch
        {
            HttpEndpoint endpoint => Resolve(endpoint, application),
            SourceOperation operation => Resolve(operation, application),
            PollerEndpoint => null,
            _ => throw new ArgumentException($"There is no destination of kind {destination.GetType().Name}.", nameof(destination)),
        };
    }

    private ResolvedOperation Resolve(SourceOperation operation, Application application)
    {
        var headers = operation.Sealed.Length == 0 ? null : EndpointCredentials.Open(box, operation).Headers;
        return new ResolvedOperation(operation, application, OperationPlan.Create(operation, headers is null ? null : ReservedHeaders.Without(headers)));
    }

    private ResolvedEndpoint Resolve(HttpEndpoint endpoint, Application application)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var credentials = EndpointCredentials.Open(box, endpoint);
        var until = long.MaxValue;
        foreach (var secret in credentials.Secrets)
            if (secret.Until > now)
                until = Math.Min(until, secret.Until.Value);
        // A URL that was stored before it was checked as it is now leads nowhere, and each attempt says so.
        if (!DestinationUrl.TryRead(endpoint.Url, out var url))
            url = NotValid;
        return new ResolvedEndpoint(
            endpoint, application, url, new MessageSigner(credentials.SignWith(now)),
            credentials.Headers is null ? [] : [.. ReservedHeaders.Without(credentials.Headers)], until);
    }
}

using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ringback.Core.Http;

/// <summary>The HTTP stack that sends to what customers gave as their URL. Every setting is here for a reason.</summary>
internal static class DestinationHandler
{
    public static SocketsHttpHandler Create(DeliveryOptions options, GuardedConnector connector)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = connector.ConnectAsync,

            // A proxy from the environment would connect for us, past the guard.
            UseProxy = false,

            // A redirect would lead past what was registered, and is a failure anyway.
            AllowAutoRedirect = false,
            UseCookies = false,
            Credentials = null,
            PreAuthenticate = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,

            // The sender gives the trace context itself, for the attempt's span.
            ActivityHeadersPropagator = null,

            // Connecting goes on in the background when its request has given up: it must end too.
            ConnectTimeout = options.DeliveryTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // follows changes of DNS

            // Node, Apache and uvicorn close what idles for 5 s. A POST that meets their closing would fail, as it
            // can't be repeated unseen; so we let go first.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,

            // Values of endpoints' own headers may hold any letter.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,

            // What we don't want to read we don't drain either: the connection is closed.
            MaxResponseDrainSize = 0,

            // In KiB. The status stands before the headers, so a head that is merely large must not lose it.
            MaxResponseHeadersLength = 256,
        };
        handler.SslOptions.CertificateChainPolicy = ChainPolicy(options.TrustedCertificates);
        return handler;
    }

    private static X509ChainPolicy ChainPolicy(IReadOnlyList<X509Certificate2> trusted)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,

            // A certificate names URLs of its issuer to load from: chosen by the receiver, and past the guard.
            DisableCertificateDownloads = true,
        };
        if (trusted.Count == 0) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        foreach (var certificate in trusted) policy.CustomTrustStore.Add(certificate);
        foreach (var location in (StoreLocation[])[StoreLocation.CurrentUser, StoreLocation.LocalMachine])
        {
            using var store = new X509Store(StoreName.Root, location);
            store.Open(OpenFlags.ReadOnly);
            policy.CustomTrustStore.AddRange(store.Certificates);
        }
        return policy;
    }
}

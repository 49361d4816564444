using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Profiles;

namespace Ringback.Server.Stores;

/// <summary>Whether a store's secrets can be read: with another key no message could be signed or verified.</summary>
internal static class StoredSecrets
{
    /// <exception cref="SecretBoxException">They were sealed with another key.</exception>
    public static void Check(Catalog catalog, SecretBox box)
    {
        if (catalog.AnySealed is { } endpoint) _ = EndpointCredentials.Open(box, endpoint);
        if (catalog.Sources.FirstOrDefault() is { } source)
            _ = SourceCredentials.Open(box, catalog.Application(source.ApplicationId)!.Ksuid, source.Sealed);
    }
}

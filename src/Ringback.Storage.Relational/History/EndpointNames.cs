using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <summary>Endpoints' public ids, of those too that were deleted.</summary>
internal static class EndpointNames
{
    public static Ksuid IdOf(Database database, Catalog catalog, int endpoint)
    {
        if (catalog.Destination(endpoint) is { } known)
            return known.Ksuid;
        var gone = database.Prepared("select ksuid from gone where ep = ?").Bind(endpoint);
        if (!gone.Step())
            return default;
        var ksuid = Ksuid.FromBytes(gone.Blob(0));
        gone.Reset();
        return ksuid;
    }

    public static int? Find(Database database, Catalog catalog, int application, Ksuid id)
    {
        if (catalog.Application(application) is { } owner && catalog.FindEndpoint(owner, id.ToString(IdPrefix.Endpoint)) is { } known)
            return known.Id;
        return (int?)database.Prepared("select ep from gone where ksuid = ?").Bind(id.ToBytes()).Scalar();
    }
}

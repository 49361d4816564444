using Ringback.Core.Retain;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Retain;

/// <summary>A table whose key begins with the endpoint.</summary>
/// <param name="old">What goes, as a condition on <c>?2</c>.</param>
internal sealed class EndpointWalkRows(Database database, string table, string old) : IEndpointWalkRows
{
    public long? NextEndpoint(long after) => database.Prepared($"select min(ep) from {table} where ep > ?").Bind(after).Scalar();

    public void DropOld(long endpoint, long limit) =>
        database.Prepared($"delete from {table} where ep = ?1 and {old}").Bind(endpoint).Bind(limit).Run();
}

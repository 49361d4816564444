using Ringback.Storage.Sqlite.Writing;

namespace Ringback.Storage.Sqlite.Retain;

/// <summary>
/// Deletes from a table whose key begins with the endpoint, endpoint by endpoint: a look-up each, however many rows it has. Once round,
/// it rests.
/// </summary>
internal sealed class EndpointWalk(string table, string old, long everyMs)
{
    private const int Chunk = 1000;

    private long _endpoint;
    private long _restsUntil;

    /// <returns>Whether it is under way.</returns>
    public bool Step(WriteSession session, long now, long limit)
    {
        if (now < _restsUntil)
            return false;
        var database = session.Database;
        var next = database.Prepared($"select min(ep) from {table} where ep > ?");
        var drop = database.Prepared($"delete from {table} where ep = ?1 and {old}");
        for (var i = 0; i < Chunk; i++)
        {
            if (next.Bind(_endpoint).Scalar() is not { } endpoint)
            {
                _endpoint = 0;
                _restsUntil = now + everyMs;
                return false;
            }

            _endpoint = endpoint;
            drop.Bind(endpoint).Bind(limit).Run();
        }

        return true;
    }
}

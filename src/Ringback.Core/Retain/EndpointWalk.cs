using Ringback.Core.Commit;

namespace Ringback.Core.Retain;

/// <summary>
/// The rule of how rows go that are found by their endpoint first: endpoint by endpoint, a look-up each, however many rows it has. After each
/// round it rests.
/// </summary>
/// <param name="batch">Takes the walk back when it isn't committed.</param>
/// <param name="rows">Of one kind.</param>
/// <param name="rest">In milliseconds.</param>
internal sealed class EndpointWalk(IWriteBatch batch, IEndpointWalkRows rows, long rest)
{
    private long _endpoint;
    private Rest _rest = new(rest);

    /// <param name="now">Unix milliseconds.</param>
    /// <param name="limit">What lies before it goes. It is asked for only when the walk doesn't rest.</param>
    /// <returns>Whether it is under way.</returns>
    public bool Step(long now, Func<long> limit)
    {
        if (!_rest.IsOver(now))
            return false;
        var before = (_endpoint, _rest);
        batch.OnUndo(() => (_endpoint, _rest) = before);
        var old = limit();
        for (var i = 0; i < Retention.Chunk; i++)
        {
            if (rows.NextEndpoint(_endpoint) is not { } endpoint)
            {
                (_endpoint, _rest) = (0, _rest.From(now));
                return false;
            }

            _endpoint = endpoint;
            rows.DropOld(endpoint, old);
        }

        return true;
    }
}

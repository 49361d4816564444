using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Operate;

namespace Ringback.Core.Route;

/// <summary>Who gets a message of one application: pure look-ups over a <see cref="RouteIndex"/>, safe from any thread.</summary>
internal sealed class ApplicationRoutes
{
    private readonly Lock _lock = new();
    private readonly RouteIndex _index = new();
    private readonly SortedSet<int> _all = [];
    private readonly SortedDictionary<int, Endpoint> _operations = [];
    private RouteConditions? _conditions;
    private int _fifo;

    /// <value>Endpoints; operations aren't counted.</value>
    public int Count
    {
        get { lock (_lock) return _all.Count; }
    }

    /// <value>Whether any endpoint wants its messages in order: then none may overtake a fan-out still being expanded.</value>
    public bool HasFifo
    {
        get { lock (_lock) return _fifo > 0; }
    }

    public long Visited
    {
        get { lock (_lock) return _index.Visited; }
    }

    /// <summary>The operations' ids, in order.</summary>
    public int[] Operations()
    {
        lock (_lock)
            return [.. _operations.Keys];
    }

    /// <summary>Puts <paramref name="next"/> in the place of <paramref name="previous"/>; either may be null.</summary>
    public void Replace(Endpoint? previous, Endpoint? next)
    {
        lock (_lock)
        {
            if ((next ?? previous)!.Kind == EndpointKind.Operation)
                _conditions = null;
            if (previous is not null)
            {
                _all.Remove(previous.Id);
                _operations.Remove(previous.Id);
                if (previous.Order == DeliveryOrder.Fifo)
                    _fifo--;
                if (previous.Kind != EndpointKind.Poller)
                    _index.Remove(previous);
            }

            if (next is not null)
            {
                if (next.Kind == EndpointKind.Operation)
                    _operations.Add(next.Id, next);
                else
                    _all.Add(next.Id);
                if (next.Order == DeliveryOrder.Fifo)
                    _fifo++;
                if (next.Kind != EndpointKind.Poller)
                    _index.Add(next);
            }
        }
    }

    /// <inheritdoc cref="RouteIndex.Match"/>
    public bool Match(string type, IReadOnlyList<string>? channels, int after, int limit, List<int> matches)
    {
        lock (_lock)
            return _index.Match(type, channels, after, limit, matches);
    }

    /// <summary>Takes out of what matched the operations whose conditions the message doesn't meet.</summary>
    /// <param name="message">With its payload.</param>
    /// <param name="matches">Of <see cref="Match"/>: ascending.</param>
    public void Filter(Message message, List<int> matches)
    {
        if (matches.Count == 0 || !OperationIds.Includes(matches[^1]))
            return;
        RouteConditions conditions;
        lock (_lock)
            conditions = _conditions ??= new RouteConditions(_operations.Values);
        conditions.Filter(message, matches);
    }

    /// <summary>The endpoints' ids between two, in order: for lists of the API.</summary>
    public int[] Page(int after, int limit, bool descending)
    {
        lock (_lock)
        {
            if (_all.Count == 0)
                return [];
            if (descending)
                return after <= _all.Min ? [] : [.. _all.GetViewBetween(_all.Min, after - 1).Reverse().Take(limit)];
            return after >= _all.Max ? [] : [.. _all.GetViewBetween(after + 1, _all.Max).Take(limit)];
        }
    }
}

namespace Ringback.Core.Catalog;

/// <summary>
/// The ids of one application's destinations, each kind in a list of its own, in the order of creation. Safe from any thread. It holds
/// as many as the application has, and an id leaves it when its destination is removed.
/// </summary>
internal sealed class ApplicationEndpoints
{
    private readonly Lock _lock = new();
    private readonly SortedSet<int> _endpoints = [];
    private readonly SortedSet<int> _pollers = [];
    private readonly SortedSet<int> _operations = [];
    private int _fifo;

    /// <value>Endpoints, pollers among them; operations aren't counted.</value>
    public int Count
    {
        get { lock (_lock) return _endpoints.Count; }
    }

    public bool IsEmpty
    {
        get { lock (_lock) return _endpoints.Count == 0 && _operations.Count == 0; }
    }

    /// <value>Whether any destination wants its messages in order: then none may overtake a fan-out still being expanded.</value>
    public bool HasFifo
    {
        get { lock (_lock) return _fifo > 0; }
    }

    /// <summary>The operations' ids, in order.</summary>
    public int[] Operations()
    {
        lock (_lock)
            return [.. _operations];
    }

    /// <summary>The pollers' ids, in order.</summary>
    public int[] Pollers()
    {
        lock (_lock)
            return [.. _pollers];
    }

    /// <summary>Puts <paramref name="next"/> in the place of <paramref name="previous"/>; either may be null.</summary>
    public void Replace(Destination? previous, Destination? next)
    {
        lock (_lock)
        {
            if (previous is not null)
            {
                foreach (var list in ListsOf(previous))
                    list.Remove(previous.Id);
                if (previous.Order == DeliveryOrder.Fifo)
                    _fifo--;
            }

            if (next is not null)
            {
                foreach (var list in ListsOf(next))
                    list.Add(next.Id);
                if (next.Order == DeliveryOrder.Fifo)
                    _fifo++;
            }
        }
    }

    /// <summary>The endpoints' ids between two, in order, pollers among them: for lists of the API.</summary>
    public int[] Page(int after, int limit, bool descending)
    {
        lock (_lock)
        {
            if (_endpoints.Count == 0)
                return [];
            if (descending)
                return after <= _endpoints.Min ? [] : [.. _endpoints.GetViewBetween(_endpoints.Min, after - 1).Reverse().Take(limit)];
            return after >= _endpoints.Max ? [] : [.. _endpoints.GetViewBetween(after + 1, _endpoints.Max).Take(limit)];
        }
    }

    private SortedSet<int>[] ListsOf(Destination destination) => destination switch
    {
        SourceOperation => [_operations],
        PollerEndpoint => [_endpoints, _pollers],
        HttpEndpoint => [_endpoints],
        _ => throw new ArgumentException($"There is no destination of kind {destination.GetType().Name}.", nameof(destination)),
    };
}

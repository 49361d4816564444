namespace Ringback.Core.Catalog;

/// <summary>The endpoints and operations of one application, in the order of their creation. Safe from any thread.</summary>
internal sealed class ApplicationEndpoints
{
    private readonly Lock _lock = new();
    private readonly SortedSet<int> _all = [];
    private readonly SortedSet<int> _operations = [];
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

    /// <summary>The operations' ids, in order.</summary>
    public int[] Operations()
    {
        lock (_lock)
            return [.. _operations];
    }

    /// <summary>Puts <paramref name="next"/> in the place of <paramref name="previous"/>; either may be null.</summary>
    public void Replace(Endpoint? previous, Endpoint? next)
    {
        lock (_lock)
        {
            if (previous is not null)
            {
                _all.Remove(previous.Id);
                _operations.Remove(previous.Id);
                if (previous.Order == DeliveryOrder.Fifo)
                    _fifo--;
            }

            if (next is not null)
            {
                (next.Kind == EndpointKind.Operation ? _operations : _all).Add(next.Id);
                if (next.Order == DeliveryOrder.Fifo)
                    _fifo++;
            }
        }
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

using Ringback.Core.Catalog;
using Ringback.Core.Messages;

namespace Ringback.Core.Route;

/// <summary>Who gets a message of one application: pure look-ups over a <see cref="RouteIndex"/>, safe from any thread.</summary>
internal sealed class ApplicationRoutes
{
    private readonly Lock _lock = new();
    private readonly RouteIndex _index = new();
    private readonly SortedDictionary<int, Endpoint> _operations = [];
    private RouteConditions? _conditions;

    public long Visited
    {
        get { lock (_lock) return _index.Visited; }
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
                _operations.Remove(previous.Id);
                if (previous.Kind != EndpointKind.Poller)
                    _index.Remove(previous);
            }

            if (next is not null)
            {
                if (next.Kind == EndpointKind.Operation)
                    _operations.Add(next.Id, next);
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
}

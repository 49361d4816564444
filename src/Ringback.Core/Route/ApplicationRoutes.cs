using Ringback.Core.Catalog;
using Ringback.Core.Messages;

namespace Ringback.Core.Route;

/// <summary>
/// Who gets a message of one application: pure look-ups over a <see cref="RouteIndex"/> of its endpoints and one of its operations, safe
/// from any thread. Pollers are in neither.
/// </summary>
internal sealed class ApplicationRoutes
{
    private readonly Lock _lock = new();
    private readonly RouteIndex _endpoints = new();
    private readonly RouteIndex _operations = new();

    // As many as the source has; one leaves when it is removed.
    private readonly SortedDictionary<int, SourceOperation> _operationById = [];
    private RouteConditions? _conditions;

    /// <value>Whether no message has anywhere to go.</value>
    public bool IsEmpty
    {
        get { lock (_lock) return _endpoints.IsEmpty && _operationById.Count == 0; }
    }

    /// <summary>Puts <paramref name="next"/> in the place of <paramref name="previous"/>; either may be null.</summary>
    public void Replace(Destination? previous, Destination? next)
    {
        lock (_lock)
        {
            switch (previous)
            {
                case HttpEndpoint endpoint:
                    _endpoints.Remove(endpoint);
                    break;
                case SourceOperation operation:
                    _operations.Remove(operation);
                    _operationById.Remove(operation.Id);
                    _conditions = null;
                    break;
            }

            switch (next)
            {
                case HttpEndpoint endpoint:
                    _endpoints.Add(endpoint);
                    break;
                case SourceOperation operation:
                    _operations.Add(operation);
                    _operationById.Add(operation.Id, operation);
                    _conditions = null;
                    break;
            }
        }
    }

    /// <summary>
    /// Adds to <paramref name="matches"/> at most <paramref name="limit"/> destinations behind <paramref name="after"/> that take a message
    /// of this type and these channels: in ascending order and once each, first the endpoints, then the operations, whose ids are higher.
    /// </summary>
    public RouteMatch Match(string type, IReadOnlyList<string>? channels, int after, int limit, List<int> matches)
    {
        var before = matches.Count;
        lock (_lock)
        {
            var more = _endpoints.Match(type, channels, after, limit, matches);
            var operations = matches.Count;
            return new RouteMatch(more || _operations.Match(type, channels, after, limit - (operations - before), matches), operations);
        }
    }

    /// <inheritdoc cref="RouteIndex.Match"/>
    public bool MatchEndpoints(string type, IReadOnlyList<string>? channels, int after, int limit, List<int> matches)
    {
        lock (_lock)
            return _endpoints.Match(type, channels, after, limit, matches);
    }

    /// <summary>Takes out of what matched the operations whose conditions the message doesn't meet.</summary>
    /// <param name="message">With its payload.</param>
    /// <param name="matches">Of <see cref="Match"/>.</param>
    /// <param name="operations">Where operations begin in it: <see cref="RouteMatch.Operations"/>.</param>
    public void Filter(Message message, List<int> matches, int operations)
    {
        if (matches.Count == operations)
            return;
        RouteConditions conditions;
        lock (_lock)
            conditions = _conditions ??= new RouteConditions(_operationById.Values);
        conditions.Filter(message, matches, operations);
    }
}

/// <summary>What came of a look-up of who gets a message.</summary>
/// <param name="More">Whether there are more destinations than were asked for.</param>
/// <param name="Operations">Where operations begin in the list that was filled: its length when there are none.</param>
internal readonly record struct RouteMatch(bool More, int Operations);

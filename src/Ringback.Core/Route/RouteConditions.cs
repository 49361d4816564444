using System.Buffers;
using Ringback.Core.Catalog;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Observe;

namespace Ringback.Core.Route;

/// <summary>The conditions of all operations of an application, decided together in one pass over a message's body.</summary>
internal sealed class RouteConditions
{
    // By operation, filled once; operations without conditions are not in it.
    private readonly Dictionary<int, (Condition Condition, int Place)[]> _conditions = [];
    private readonly PointerSet _pointers;

    public RouteConditions(IEnumerable<SourceOperation> operations)
    {
        var conditional = operations.Where(o => o.Definition.Conditions is { Count: > 0 }).ToList();
        _pointers = new PointerSet(conditional.SelectMany(o => o.Definition.Conditions!).Select(c => c.Pointer));
        foreach (var operation in conditional)
            _conditions[operation.Id] = [.. operation.Definition.Conditions!.Select(c => (c, _pointers.PlaceOf(c.Pointer)))];
    }

    /// <summary>Takes out the operations whose conditions don't hold. What can't be looked into meets none, and is counted.</summary>
    /// <param name="message">Its body is read only when one of them has conditions.</param>
    /// <param name="matches">Operations, behind <paramref name="first"/> others.</param>
    /// <param name="first">Where operations begin.</param>
    public void Filter(Message message, List<int> matches, int first)
    {
        if (_conditions.Count == 0)
            return;
        JsonSlot[]? slots = null;
        var isJson = false;
        var kept = first;
        for (var i = first; i < matches.Count; i++)
        {
            var holds = true;
            if (_conditions.TryGetValue(matches[i], out var conditions))
            {
                if (slots is null)
                {
                    slots = ArrayPool<JsonSlot>.Shared.Rent(_pointers.Slots);
                    isJson = _pointers.TryRead(message.Json.Span, slots.AsSpan(0, _pointers.Slots));
                    if (!isJson)
                        OperationMetrics.NotLookedInto();
                }

                holds = isJson;
                for (var c = 0; holds && c < conditions.Length; c++)
                    holds = conditions[c].Condition.Holds(message.Json.Span, slots[conditions[c].Place]);
            }

            if (holds)
                matches[kept++] = matches[i];
        }

        matches.RemoveRange(kept, matches.Count - kept);
        if (slots is not null)
            ArrayPool<JsonSlot>.Shared.Return(slots);
    }
}

using System.Runtime.InteropServices;
using Ringback.Core.Catalog;
using Ringback.Core.Messages;

namespace Ringback.Core.Route;

/// <summary>
/// The endpoints of one application, inverted: by event type and channel, each list in endpoint order.
/// Finding who gets a message visits only lists that hold matches, however many endpoints there are.
/// </summary>
/// <remarks>Not synchronised: <see cref="ApplicationRoutes"/> guards it.</remarks>
internal sealed class RouteIndex
{
    private const string Every = "*";

    private readonly Dictionary<(string Type, string Channel), List<int>> _lists = [];

    /// <value>List entries looked at since creation: what a test counts.</value>
    public long Visited { get; private set; }

    public void Add(Endpoint endpoint)
    {
        foreach (var key in Keys(endpoint))
        {
            ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(_lists, key, out _);
            list ??= [];
            var at = list.BinarySearch(endpoint.Id);
            if (at < 0)
                list.Insert(~at, endpoint.Id);
        }
    }

    public void Remove(Endpoint endpoint)
    {
        foreach (var key in Keys(endpoint))
        {
            if (!_lists.TryGetValue(key, out var list))
                continue;
            var at = list.BinarySearch(endpoint.Id);
            if (at >= 0)
                list.RemoveAt(at);
            if (list.Count == 0)
                _lists.Remove(key);
        }
    }

    /// <summary>
    /// Adds to <paramref name="matches"/>, in ascending order and once each, at most <paramref name="limit"/> endpoints behind
    /// <paramref name="after"/> that take a message of this type and these channels.
    /// </summary>
    /// <returns>Whether there are more.</returns>
    public bool Match(string type, IReadOnlyList<string>? channels, int after, int limit, List<int> matches)
    {
        var lists = new List<(List<int> List, int At)>(2);
        Take(type, Every, after, lists);
        Take(Every, Every, after, lists);
        for (var i = 0; i < (channels?.Count ?? 0); i++)
        {
            Take(type, channels![i], after, lists);
            Take(Every, channels[i], after, lists);
        }

        var last = after;
        for (var taken = 0; lists.Count > 0;)
        {
            var least = 0;
            for (var i = 1; i < lists.Count; i++)
                if (lists[i].List[lists[i].At] < lists[least].List[lists[least].At])
                    least = i;
            var (list, at) = lists[least];
            var id = list[at];
            if (id != last)
            {
                if (taken == limit)
                    return true;
                matches.Add(id);
                taken++;
                last = id;
            }

            Visited++;
            if (at + 1 < list.Count)
                lists[least] = (list, at + 1);
            else
                lists.RemoveAt(least);
        }

        return false;
    }

    private void Take(string type, string channel, int after, List<(List<int>, int)> lists)
    {
        if (!_lists.TryGetValue((type, channel), out var list))
            return;
        var at = list.BinarySearch(after);
        at = at < 0 ? ~at : at + 1;
        if (at < list.Count)
            lists.Add((list, at));
    }

    private static IEnumerable<(string, string)> Keys(Endpoint endpoint)
    {
        // Of a source they are written as the provider writes them, and messages have them in our letters.
        foreach (var type in endpoint.EventTypes?.Select(static name => EventTypeName.Of(name, name)).Distinct() ?? [Every])
            foreach (var channel in endpoint.Channels ?? [Every])
                yield return (type, channel);
    }
}

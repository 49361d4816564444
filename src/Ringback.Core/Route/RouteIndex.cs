using System.Runtime.InteropServices;
using Ringback.Core.Catalog;
using Ringback.Core.Messages;

namespace Ringback.Core.Route;

/// <summary>
/// Destinations of one application, inverted: by event type and channel, each list in the order of their ids.
/// Finding who gets a message visits only lists that hold matches, however many destinations there are.
/// </summary>
/// <remarks>Not synchronised: <see cref="ApplicationRoutes"/> guards it.</remarks>
internal sealed class RouteIndex
{
    private const string Every = "*";

    // As many as the destinations name pairs of type and channel; a list that is empty is taken out.
    private readonly Dictionary<(string Type, string Channel), List<int>> _lists = [];

    // The lists that a look-up goes through: two, and two more for each channel of its message. Empty between look-ups.
    private readonly List<(List<int> List, int At)> _visiting = [];

    public bool IsEmpty => _lists.Count == 0;

    /// <value>List entries looked at since creation: what a test counts.</value>
    public long Visited { get; private set; }

    public void Add(Destination destination)
    {
        foreach (var key in Keys(destination))
        {
            ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(_lists, key, out _);
            list ??= [];
            var at = list.BinarySearch(destination.Id);
            if (at < 0)
                list.Insert(~at, destination.Id);
        }
    }

    public void Remove(Destination destination)
    {
        foreach (var key in Keys(destination))
        {
            if (!_lists.TryGetValue(key, out var list))
                continue;
            var at = list.BinarySearch(destination.Id);
            if (at >= 0)
                list.RemoveAt(at);
            if (list.Count == 0)
                _lists.Remove(key);
        }
    }

    /// <summary>
    /// Adds to <paramref name="matches"/>, in ascending order and once each, at most <paramref name="limit"/> destinations behind
    /// <paramref name="after"/> that take a message of this type and these channels.
    /// </summary>
    /// <returns>Whether there are more.</returns>
    public bool Match(string type, IReadOnlyList<string>? channels, int after, int limit, List<int> matches)
    {
        if (_lists.Count == 0)
            return false;
        _visiting.Clear();
        Take(type, Every, after);
        Take(Every, Every, after);
        for (var i = 0; i < (channels?.Count ?? 0); i++)
        {
            Take(type, channels![i], after);
            Take(Every, channels[i], after);
        }

        var (lists, last) = (_visiting, after);
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

    private void Take(string type, string channel, int after)
    {
        if (!_lists.TryGetValue((type, channel), out var list))
            return;
        var at = list.BinarySearch(after);
        at = at < 0 ? ~at : at + 1;
        if (at < list.Count)
            _visiting.Add((list, at));
    }

    private static IEnumerable<(string, string)> Keys(Destination destination)
    {
        // Of a source they are written as the provider writes them, and messages have them in our letters.
        foreach (var type in destination.EventTypes?.Select(static name => EventTypeName.Normalize(name, name)).Distinct() ?? [Every])
            foreach (var channel in destination.Channels ?? [Every])
                yield return (type, channel);
    }
}

using Ringback.Core.Catalog;
using Ringback.Core.Route;

namespace Ringback.Server.Api.Messages;

/// <summary>Whether anybody would get a message.</summary>
internal static class Precheck
{
    private const int Chunk = 100;

    public static bool IsActive(Catalog catalog, RouteTable table, Application application, string eventType, IReadOnlyList<string>? channels)
    {
        var routes = table.ForApplication(application.Id);
        var matches = new List<int>(Chunk);
        for (var (after, more) = (0, true); more; after = matches.Count > 0 ? matches[^1] : after)
        {
            matches.Clear();
            (more, _) = routes.Match(eventType, channels, after, Chunk, matches);
            if (matches.Exists(id => catalog.Destination(id) is { Disabled: false })) return true;
        }
        // Pollers aren't routed to, so no index holds them.
        return catalog.Pollers(application).Any(poller => !poller.Disabled && Takes(poller, eventType, channels));
    }

    private static bool Takes(PollerEndpoint poller, string eventType, IReadOnlyList<string>? channels) =>
        poller.EventTypes?.Contains(eventType) != false
        && (poller.Channels is not { } wanted || channels is not null && wanted.Intersect(channels, StringComparer.Ordinal).Any());
}

using System.Collections.Concurrent;
using Ringback.Core.Catalog;

namespace Ringback.Core.Route;

/// <summary>Who gets the messages of each application. It follows the catalog from when it is made. Safe from any thread.</summary>
internal sealed class RouteTable
{
    private static readonly ApplicationRoutes None = new();

    // The applications that have destinations: one enters with its first and leaves with its last.
    private readonly ConcurrentDictionary<int, ApplicationRoutes> _applications = new();

    /// <param name="catalog">Without endpoints yet.</param>
    public RouteTable(Catalog.Catalog catalog) => catalog.DestinationReplaced += Replace;

    public ApplicationRoutes ForApplication(int application) => _applications.GetValueOrDefault(application, None);

    /// <summary>For the writer's thread, as the catalog's changes are.</summary>
    private void Replace(Destination? previous, Destination? next)
    {
        var application = (next ?? previous)!.ApplicationId;
        var routes = _applications.GetOrAdd(application, static _ => new ApplicationRoutes());
        routes.Replace(previous, next);
        if (next is null && routes.IsEmpty)
            _applications.TryRemove(application, out _);
    }
}

using System.Collections.Concurrent;
using Ringback.Core.Catalog;

namespace Ringback.Core.Route;

/// <summary>Who gets the messages of each application. It follows the catalog from when it is made. Safe from any thread.</summary>
internal sealed class RouteTable
{
    private readonly ConcurrentDictionary<int, ApplicationRoutes> _applications = new();

    /// <param name="catalog">Without endpoints yet.</param>
    public RouteTable(Catalog.Catalog catalog) =>
        catalog.DestinationReplaced += (previous, next) => ForApplication((next ?? previous)!.ApplicationId).Replace(previous, next);

    public ApplicationRoutes ForApplication(int application) => _applications.GetOrAdd(application, static _ => new ApplicationRoutes());
}

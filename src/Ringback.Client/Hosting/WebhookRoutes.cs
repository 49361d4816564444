namespace Ringback.Client;

/// <summary>The application's routes, by their sources.</summary>
internal sealed class WebhookRoutes
{
    private readonly List<WebhookRoute> _routes = [];

    public IReadOnlyList<WebhookRoute> All => _routes;

    /// <exception cref="ArgumentException">There is one of that source: their markers would be the same.</exception>
    public void Add(WebhookRoute route)
    {
        if (_routes.Exists(other => other.Source == route.Source)) throw new ArgumentException($"there are webhooks of the source '{route.Source}' already; give these another Source", nameof(route));
        _routes.Add(route);
    }
}

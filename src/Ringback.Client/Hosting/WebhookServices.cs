using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Ringback.Client;

/// <summary>Adds what webhooks need to an application's services.</summary>
public static class WebhookServices
{
    /// <summary>Once for an application; <see cref="WebhookRouting.MapWebhooks"/> then says where they come to.</summary>
    /// <param name="services">Of the application.</param>
    /// <param name="configure">The options of all routes, which each may change.</param>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, Action<WebhookOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<WebhookOptions>();
        if (configure is not null) services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<WebhookMetrics>();
        services.TryAddSingleton<WebhookRoutes>();
        services.TryAddSingleton<WebhookDispatcher>();
        services.TryAddSingleton<InboxSignal>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WebhookWorker>());
        return services;
    }
}

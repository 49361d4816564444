using Microsoft.Extensions.DependencyInjection;

namespace Ringback.Client.Api;

/// <summary>Adds the client to an application's services.</summary>
public static class RingbackClientServices
{
    private const string Name = "Ringback";

    /// <summary>Adds <see cref="RingbackClient"/>.</summary>
    /// <param name="services">Of the application.</param>
    /// <param name="configure">Sets server and token.</param>
    /// <returns>For what else its HTTP needs.</returns>
    public static IHttpClientBuilder AddRingbackClient(this IServiceCollection services, Action<RingbackClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddTransient(provider =>
        {
            var options = new RingbackClientOptions();
            configure(options);
            return new RingbackClient(provider.GetRequiredService<IHttpClientFactory>().CreateClient(Name), options);
        });
        return services.AddHttpClient(Name);
    }
}

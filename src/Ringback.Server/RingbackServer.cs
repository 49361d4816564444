using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ringback.Core.Access;
using Ringback.Core.Commit;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Settings;
using Ringback.Server.Api;
using Ringback.Server.Api.Answers;
using Ringback.Server.Api.Auth;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Messages;
using Ringback.Server.Api.OpenApi;
using Ringback.Server.Api.Sources;
using Ringback.Server.Auth;
using Ringback.Server.Gateway;
using Ringback.Server.Health;
using Ringback.Server.Listening;
using Ringback.Server.Node;
using Ringback.Server.Observe;
using Ringback.Server.Portal;
using Ringback.Server.Secrets;
using Ringback.Server.Settings;

namespace Ringback.Server;

/// <summary>Puts the server together from its options.</summary>
internal static class RingbackServer
{
    private static readonly TimeSpan RequestsTime = TimeSpan.FromSeconds(5);

    /// <summary>The server, not started yet; it holds the data folder until it is disposed.</summary>
    /// <param name="options">Validated.</param>
    /// <param name="clock">The system's, unless a test gives another.</param>
    /// <param name="logging">Changes where the log goes; the console, unless a test takes the log for itself.</param>
    /// <exception cref="StartException">The data folder or a secret in it can't be used.</exception>
    public static WebApplication Build(RingbackOptions options, TimeProvider? clock = null, Action<ILoggingBuilder>? logging = null)
    {
        clock ??= TimeProvider.System;
        // Read when Kestrel's options are made. A proxy before us may not take a bare LF for the end of a line, as Kestrel would, and see
        // other headers than we do (RFC 9112, 2.2, and request smuggling).
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        var folder = DataFolder.Acquire(options.Data);
        try
        {
            // Nothing but our own settings configures it: no appsettings.json, no ASPNETCORE_ variables.
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = folder.Path });
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                // RequestBody holds to the limit. Kestrel's own would reset the connection under a chunked body, so that
                // its sender never sees the 413.
                kestrel.Limits.MaxRequestBodySize = null;
                // For answers that PacedOutput doesn't send: they are small. Of all others, Kestrel buffers no more than 64 KiB, its default.
                kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 4096, gracePeriod: PacedOutput.Grace);
            });
            builder.Services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
            ServerLogging.Configure(builder.Logging, options);
            logging?.Invoke(builder.Logging);
            AddServices(builder.Services, options, folder, clock);
            return Assemble(builder.Build(), options);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static void AddServices(IServiceCollection services, RingbackOptions options, DataFolder folder, TimeProvider clock)
    {
        services.AddRoutingCore();
        // For requests that won't end; the node's own limit, for what is in flight, comes on top.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = RequestsTime);
        services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);

        // By a factory, so that the container disposes of it and the lock ends with the server.
        services.AddSingleton(_ => folder);
        services.AddSingleton(options);
        services.AddSingleton(clock);
        services.AddSingleton(ServerSecrets.Load(options, folder.Path));
        services.AddSingleton(s =>
        {
            try
            {
                return RingbackNode.Open(
                    options, folder.Path, s.GetRequiredService<ServerSecrets>().MasterKey, clock, s.GetRequiredService<ILoggerFactory>());
            }
            catch (StoreUnavailableException unavailable)
            {
                throw new StartException(unavailable.Message, unavailable);
            }
        });
        services.AddSingleton(s => s.GetRequiredService<RingbackNode>().Ids);
        services.AddSingleton<IReadinessCheck, IntakeReadiness>();
        services.AddSingleton<NodeGauges>();
        services.AddSingleton<PrometheusMetrics>();
        if (options.OtlpEndpoint is { } collector)
            services.AddSingleton(_ => new TelemetryExport(collector));
        services.AddSingleton<NodeService>();
        services.AddSingleton<IReadinessCheck>(s => s.GetRequiredService<NodeService>());
        services.AddHostedService(s => s.GetRequiredService<NodeService>());
        services.AddSingleton(s => new TokenIssuer(
            s.GetRequiredService<ServerSecrets>().JwtSecret, clock, s.GetRequiredService<IdSource>()));
        services.AddSingleton(s => new TokenValidator(s.GetRequiredService<ServerSecrets>().JwtSecret, clock));
        services.AddSingleton<Authenticator>();
        services.AddSingleton<PortalAccess>();
        services.AddSingleton<IngestAddress>();
        services.AddSingleton(s => s.GetRequiredService<RingbackNode>().Store.Messages);
        services.AddSingleton(s => s.GetRequiredService<RingbackNode>().Store.Attempts);
        services.AddSingleton(s => s.GetRequiredService<RingbackNode>().Store.Runs);
        services.AddSingleton(s => s.GetRequiredService<RingbackNode>().Store.Editor);
        services.AddSingleton(s => s.GetRequiredService<RingbackNode>().Store.Pollers);
        services.AddSingleton(s => s.GetRequiredService<RingbackNode>().Store.Jobs);
        services.AddSingleton(s => s.GetRequiredService<RingbackNode>().Store.Revoked);
        services.AddSingleton(s => s.GetRequiredService<IRevocationStore>().Revocations);
        services.AddSingleton<ITokenRevocations, TokenRevocations>();
        services.AddSingleton(new AnswerBudget(options.AnswerMemory, clock));
        services.AddSingleton<ErrorAnswers>();
        services.AddSingleton<RefusedRing>();
        services.AddHostedService(s => s.GetRequiredService<RefusedRing>());
        services.AddSingleton(s => new GatewayRules(
            s.GetRequiredService<RingbackNode>().Catalog, s.GetRequiredService<RingbackNode>().Profiles, new ProxyHeaders(options.ForwardedHeader), s.GetRequiredService<ILogger<GatewayRules>>()));
        services.AddSingleton<IngestGateway>();
    }

    private static WebApplication Assemble(WebApplication app, RingbackOptions options)
    {
        var services = app.Services;
        // Made now, so that whatever is wrong with them is told before anything else starts. The folder first: what is made
        // first is disposed of last, and the lock must outlive the database.
        _ = services.GetRequiredService<DataFolder>();
        _ = services.GetRequiredService<RingbackNode>();
        foreach (var url in options.Urls) app.Urls.Add(url);
        // Last: the first of the addresses is where this server is told to be.
        if (options is { Metrics: true, MetricsUrl: { } metrics }) app.Urls.Add(metrics);
        var routes = new ApiRoutes(app, services.GetRequiredService<Authenticator>(), services.GetRequiredService<AnswerBudget>(), options);
        var errors = services.GetRequiredService<ErrorAnswers>();
        var posts = new MessageShortcut(routes, new MessageCreate(services.GetRequiredService<RingbackNode>()), services.GetRequiredService<AnswerBudget>(), errors);
        var front = new FrontDoor(options);
        app.Use((RequestDelegate next) => http => front.InvokeAsync(http, next));
        app.Use((RequestDelegate next) => http => posts.InvokeAsync(http, next));
        Core.Observe.ReceiveMetrics.Show();
        var ingest = services.GetRequiredService<IngestGateway>();
        app.Use((RequestDelegate next) => http => ingest.InvokeAsync(http, next));
        app.Use((RequestDelegate next) => http => OffSocketThread.InvokeAsync(http, next));
        app.Use((RequestDelegate next) => http => CrossOrigin.InvokeAsync(http, next));
        app.Use((RequestDelegate next) => http => errors.InvokeAsync(http, next));
        DocsRoutes.UsePage(app);
        app.UseRouting();
        app.Use((RequestDelegate next) => http => ExactPaths.InvokeAsync(http, next));
        HealthRoutes.Map(app, [.. services.GetServices<IReadinessCheck>()]);
        PortalRoutes.Map(app);
        _ = services.GetRequiredService<NodeGauges>();
        _ = services.GetService<TelemetryExport>();
        if (options.Metrics)
            ObserveRoutes.Map(app, services.GetRequiredService<PrometheusMetrics>());
        ApiResources.Map(routes, services);
        DocsRoutes.Map(app, services.GetRequiredService<TimeProvider>());
        return app;
    }
}

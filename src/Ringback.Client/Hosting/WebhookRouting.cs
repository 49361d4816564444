using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ringback.Client;

/// <summary>Says where webhooks come to.</summary>
public static class WebhookRouting
{
    /// <summary>
    /// Takes webhooks at a path: reads the body, bounded; verifies it before anything is parsed; answers handshakes; runs the
    /// handlers. Answers 2xx, 400 (the payload isn't what a handler takes, or the body can't be read and no handler takes events
    /// without a type), 401 (the sender isn't proven), 413, 415, 422 (a handler rejected it), 500 (a handler failed) or 503 (the inbox
    /// can't be reached, or the sender can't be proven now, as the keys that it needs can't be fetched), with a problem (RFC 9457) but for
    /// the first. Needs no authentication of the application's: the signature is one.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="verifier">Who may send; null: as the options say.</param>
    /// <param name="configure">Changes the options for this path only.</param>
    /// <exception cref="InvalidOperationException"><see cref="WebhookServices.AddWebhooks"/> wasn't called, there is no verifier, or none of the inbox that the options need.</exception>
    /// <exception cref="ArgumentException">Another path has the same source.</exception>
    public static WebhookRoute MapWebhooks(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, WebhookVerifier? verifier = null, Action<WebhookOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        var services = endpoints.ServiceProvider;
        var routes = services.GetService<WebhookRoutes>() ?? throw new InvalidOperationException("Call builder.Services.AddWebhooks() first.");
        var options = services.GetRequiredService<IOptions<WebhookOptions>>().Value.Copy();
        configure?.Invoke(options);
        verifier ??= options.Verifier ?? throw new InvalidOperationException($"{pattern} has no verifier. Call MapWebhooks(pattern, verifier), or set Verifier in AddWebhooks.");
        if (options.Answering == WebhookAnswering.OnceStored && options.Inbox is null) throw new InvalidOperationException($"{pattern} answers when the event is stored, but there is no inbox. Call UseInbox in AddWebhooks.");

        var route = new WebhookRoute(options.Source ?? pattern, verifier, options);
        routes.Add(route);
        var receiver = ActivatorUtilities.CreateInstance<WebhookReceiver>(services, route);
        string[] methods = [.. verifier.HandshakeMethods.Prepend("POST").Distinct()];
        route.Attach(endpoints.MapMethods(pattern, methods, receiver.Receive).AllowAnonymous().WithDisplayName($"webhooks {route.Source}"));
        return route;
    }
}

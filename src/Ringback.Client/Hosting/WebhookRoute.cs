using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Ringback.Verification.Json;

namespace Ringback.Client;

/// <summary>A path that webhooks come to, and its handlers. Conventions apply to it as to other endpoints.</summary>
public sealed class WebhookRoute : IEndpointConventionBuilder
{
    private const string Unknown = "*";
    private readonly JsonPointer _payload;
    private readonly List<WebhookHandler> _handlers = [];
    private IEndpointConventionBuilder? _endpoint;

    internal WebhookRoute(string source, WebhookVerifier verifier, WebhookOptions options)
    {
        Source = source;
        Verifier = verifier;
        Options = options;
        _payload = JsonPointer.TryParse(options.PayloadPointer, out var pointer)
            ? pointer
            : throw new ArgumentException($"'{options.PayloadPointer}' isn't a JSON Pointer, such as /data/object", nameof(options));
    }

    internal string Source { get; }

    internal WebhookVerifier Verifier { get; }

    internal WebhookOptions Options { get; }

    /// <summary>Runs for events of a type, with the body read as JSON by <see cref="WebhookOptions.Json"/>.</summary>
    /// <typeparam name="TPayload">What the event is, its envelope included, or what stands at <see cref="WebhookOptions.PayloadPointer"/>.</typeparam>
    /// <param name="eventType">As the provider writes it, exactly.</param>
    /// <param name="handler">Who returns has handled it; who throws is tried again.</param>
    /// <param name="name">
    /// What its effect is remembered under in the inbox; needed when a type has several handlers. Default: the event type. Keep it:
    /// under another name events that come again are handled again.
    /// </param>
    /// <exception cref="ArgumentException">There is a handler of that name.</exception>
    /// <exception cref="NotSupportedException">The options' resolver doesn't know the type of payload.</exception>
    public WebhookRoute On<TPayload>(string eventType, Func<TPayload, WebhookContext, CancellationToken, Task> handler, string? name = null) =>
        On(eventType, (JsonTypeInfo<TPayload>)Options.Json.GetTypeInfo(typeof(TPayload)), handler, name);

    /// <summary>Runs for events of a type, with the body read by source-generated metadata.</summary>
    /// <typeparam name="TPayload">What the event is, its envelope included, or what stands at <see cref="WebhookOptions.PayloadPointer"/>.</typeparam>
    /// <param name="eventType">As the provider writes it, exactly.</param>
    /// <param name="payload">Of a <c>JsonSerializerContext</c> of yours.</param>
    /// <param name="handler">Who returns has handled it; who throws is tried again.</param>
    /// <param name="name">As in the other overload.</param>
    /// <exception cref="ArgumentException">There is a handler of that name.</exception>
    public WebhookRoute On<TPayload>(string eventType, JsonTypeInfo<TPayload> payload, Func<TPayload, WebhookContext, CancellationToken, Task> handler, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(handler);
        return On(eventType, (context, cancellation) => handler(context.Read(_payload, payload), context, cancellation), name);
    }

    /// <summary>Runs for events of a type, with the bytes in the context: for forms, and whatever isn't JSON.</summary>
    /// <param name="eventType">As the provider writes it, exactly.</param>
    /// <param name="handler">Who returns has handled it; who throws is tried again.</param>
    /// <param name="name">As in the other overloads.</param>
    /// <exception cref="ArgumentException">There is a handler of that name.</exception>
    public WebhookRoute On(string eventType, Func<WebhookContext, CancellationToken, Task> handler, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventType);
        return Add(new WebhookHandler(eventType, name ?? eventType, handler));
    }

    /// <summary>Runs for events that no other handler is for, and for those without a type. Without it they are answered 2xx and left.</summary>
    /// <param name="handler">Who returns has handled it; who throws is tried again.</param>
    /// <param name="name">What its effect is remembered under in the inbox. Default <c>*</c>.</param>
    /// <exception cref="ArgumentException">There is a handler of that name.</exception>
    public WebhookRoute OnUnknown(Func<WebhookContext, CancellationToken, Task> handler, string? name = null) =>
        Add(new WebhookHandler(null, name ?? Unknown, handler));

    void IEndpointConventionBuilder.Add(Action<EndpointBuilder> convention) => _endpoint!.Add(convention);

    void IEndpointConventionBuilder.Finally(Action<EndpointBuilder> finallyConvention) => _endpoint!.Finally(finallyConvention);

    internal void Attach(IEndpointConventionBuilder endpoint) => _endpoint = endpoint;

    /// <value>Whether events go anywhere at all; a route without handlers only proves who called.</value>
    internal bool HasHandlers => _handlers.Count > 0;

    internal IReadOnlyList<WebhookHandler> HandlersOf(string? eventType)
    {
        WebhookHandler[] known = eventType is null ? [] : [.. _handlers.Where(handler => handler.EventType == eventType)];
        return known.Length > 0 ? known : [.. _handlers.Where(handler => handler.EventType is null)];
    }

    private WebhookRoute Add(WebhookHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler.Run);
        if (_handlers.Exists(other => other.Name == handler.Name)) throw new ArgumentException($"'{Source}' has a handler named '{handler.Name}'; give this one another name", nameof(handler));
        _handlers.Add(handler);
        return this;
    }
}

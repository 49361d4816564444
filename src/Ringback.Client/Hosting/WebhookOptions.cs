using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Ringback.Client;

/// <summary>When a provider is answered 2xx.</summary>
public enum WebhookAnswering
{
    /// <summary>When the handlers have run: who fails answers 500, and the provider's own retries are yours.</summary>
    AfterHandlers = 0,

    /// <summary>
    /// When the event is stored in the inbox: providers that give up after a few seconds are answered at once. The handlers run in
    /// the background, with retries by <see cref="WebhookOptions.Retry"/>.
    /// </summary>
    OnceStored = 1,
}

/// <summary>How webhooks are received; each <see cref="WebhookRouting.MapWebhooks"/> may differ.</summary>
public sealed class WebhookOptions
{
    /// <summary>Who may send. Needed, here or in <see cref="WebhookRouting.MapWebhooks"/>.</summary>
    public WebhookVerifier? Verifier { get; set; }

    /// <summary>The sender's name in the inbox and in logs. Keep it when the path changes, else what was handled is handled again.</summary>
    /// <value>Default: the path that was mapped.</value>
    public string? Source { get; set; }

    /// <summary>The longest body, in bytes, sent and (if it is in gzip) unpacked; longer ones are answered 413.</summary>
    /// <value>Default 1,048,576.</value>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Which types of content are taken, beside all that end in <c>+json</c>; others are answered 415.</summary>
    /// <value>Default <c>application/json</c> and <c>application/x-www-form-urlencoded</c>.</value>
    public IList<string> ContentTypes { get; set; } = ["application/json", "application/x-www-form-urlencoded"];

    /// <summary>
    /// Scheme, host and any base path as the provider knows them, where it signs the URL and a proxy stands between. The path that
    /// was asked for is appended.
    /// </summary>
    /// <value>Default: what the request says; behind a proxy use ASP.NET's forwarded headers, or this.</value>
    public Uri? PublicUrl { get; set; }

    /// <summary>How payloads are read. Set its resolver to a source-generated context where reflection isn't wanted.</summary>
    /// <value>Default: as <see cref="JsonSerializerOptions.Web"/>, by reflection unless the application has switched that off.</value>
    public JsonSerializerOptions Json { get; set; } = DefaultJson();

    /// <summary>
    /// Where in an event the payload of typed handlers stands, as a JSON Pointer (RFC 6901): <c>/data</c> of Standard Webhooks'
    /// envelope, <c>/data/object</c> of Stripe's. The whole stays readable as <see cref="WebhookContext.Body"/>.
    /// </summary>
    /// <value>Default: empty, the whole event.</value>
    public string PayloadPointer { get; set; } = "";

    /// <summary>When the provider is answered. <see cref="WebhookAnswering.OnceStored"/> needs an inbox.</summary>
    /// <value>Default <see cref="WebhookAnswering.AfterHandlers"/>.</value>
    public WebhookAnswering Answering { get; set; }

    /// <summary>How handlers in the background are tried again.</summary>
    public WebhookRetry Retry { get; set; } = new();

    /// <summary>
    /// Whether an event id in a header that isn't signed (GitHub, Shopify, Linear, GitLab's tokens) is trusted alone. If not, an
    /// event whose bytes were handled before is a duplicate too, whatever its id.
    /// </summary>
    /// <value>Default true.</value>
    public bool TrustUnsignedIds { get; set; } = true;

    /// <summary>
    /// How long the inbox remembers what was handled. Longer than the provider goes on trying: after that an event would be handled
    /// anew. An inbox that several routes share keeps the shortest.
    /// </summary>
    /// <value>Default 30 days.</value>
    public TimeSpan InboxRetention { get; set; } = TimeSpan.FromDays(30);

    internal Func<IServiceProvider, IWebhookInbox>? Inbox { get; private set; }

    /// <summary>Each handler's effect exactly once, in a database of the application (<see cref="WebhookInbox.On"/>).</summary>
    /// <param name="database">Of the database that the handlers write to.</param>
    public void UseInbox(DbDataSource database) => UseInbox(WebhookInbox.On(database));

    /// <summary>Each handler's effect exactly once, in this inbox.</summary>
    public void UseInbox(IWebhookInbox inbox)
    {
        ArgumentNullException.ThrowIfNull(inbox);
        Inbox = _ => inbox;
    }

    /// <summary>Each handler's effect exactly once, in the inbox that is registered as a service.</summary>
    public void UseInbox() => Inbox = services => services.GetRequiredService<IWebhookInbox>();

    // As ASP.NET itself decides it.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Guarded by the switch that trimming sets.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Guarded by the switch that native compiling sets.")]
    private static JsonSerializerOptions DefaultJson() =>
        JsonSerializer.IsReflectionEnabledByDefault ? JsonSerializerOptions.Web : new(JsonSerializerDefaults.Web) { TypeInfoResolver = JsonTypeInfoResolver.Combine() };

    internal WebhookOptions Copy()
    {
        var copy = (WebhookOptions)MemberwiseClone();
        copy.ContentTypes = [.. ContentTypes];
        return copy;
    }
}

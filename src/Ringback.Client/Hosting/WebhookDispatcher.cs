using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ringback.Client;

/// <summary>Runs the handlers of an event, each by itself: one that fails doesn't keep the others from running.</summary>
internal sealed partial class WebhookDispatcher(WebhookMetrics metrics, ILogger<WebhookDispatcher> logger)
{
    /// <summary>Null when all have run, now or before; else what went wrong, a failure before a rejection.</summary>
    /// <exception cref="OperationCanceledException">It was canceled; what was committed stays so.</exception>
    public async Task<Exception?> Run(WebhookRoute route, InboxEvent received, IServiceProvider services, HttpContext? http, CancellationToken cancellation)
    {
        var handlers = route.HandlersOf(received.Type);
        if (handlers.Count == 0) LogUnknown(route.Source, received.Type ?? "(none)", received.EventKey);
        Exception? failure = null;
        foreach (var handler in handlers)
        {
            try
            {
                await Run(route, handler, received, services, http, cancellation);
            }
            catch (WebhookRejectedException e)
            {
                metrics.Handled(route.Source, handler.Name, "rejected");
                LogRejected(handler.Name, route.Source, received.EventKey, e.Message);
                failure ??= e;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                metrics.Handled(route.Source, handler.Name, "failed");
                LogFailed(e, handler.Name, route.Source, received.EventKey, received.Attempt);
                if (failure is null or WebhookRejectedException) failure = e;
            }
        }
        return failure;
    }

    private async Task Run(WebhookRoute route, WebhookHandler handler, InboxEvent received, IServiceProvider services, HttpContext? http, CancellationToken cancellation)
    {
        if (route.Options.Inbox is null)
        {
            await handler.Run(new WebhookContext(received, services, http, null), cancellation);
            metrics.Handled(route.Source, handler.Name, "done");
            return;
        }
        var inbox = route.Options.Inbox(services);
        var ran = await inbox.RunOnceAsync(new InboxMarker(route.Source, handler.Name, KeysOf(route, received)),
            (transaction, token) => handler.Run(new WebhookContext(received, services, http, transaction), token), cancellation);
        metrics.Handled(route.Source, handler.Name, ran ? "done" : "duplicate");
        if (!ran) LogDuplicate(handler.Name, route.Source, received.EventKey);
    }

    private static IReadOnlyList<string> KeysOf(WebhookRoute route, InboxEvent received)
    {
        if (route.Options.TrustUnsignedIds || !route.Verifier.HasUnsignedIds) return [received.EventKey];
        var body = WebhookEvent.KeyOf(received.Body);
        return body == received.EventKey ? [body] : [received.EventKey, body];
    }

    [LoggerMessage(4100, LogLevel.Debug, "Skipped event {EventKey} of source {Source}: no handler takes the type {Type}", EventName = "EventUnhandled")]
    private partial void LogUnknown(string source, string type, string eventKey);

    [LoggerMessage(4101, LogLevel.Warning, "Handler {Handler} rejected event {EventKey} of source {Source}: {Reason}", EventName = "EventRejected")]
    private partial void LogRejected(string handler, string source, string eventKey, string reason);

    [LoggerMessage(4102, LogLevel.Error, "Handler {Handler} failed on event {EventKey} of source {Source}, attempt {Attempt}", EventName = "HandlerFailed")]
    private partial void LogFailed(Exception exception, string handler, string source, string eventKey, int attempt);

    [LoggerMessage(4103, LogLevel.Debug, "Skipped event {EventKey} of source {Source}: handler {Handler} has handled it before", EventName = "EventHandledBefore")]
    private partial void LogDuplicate(string handler, string source, string eventKey);
}

using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;
using Ringback.Verification.Json;
using Ringback.Verification.Packed;

namespace Ringback.Client;

/// <summary>Answers the requests of one route.</summary>
internal sealed partial class WebhookReceiver(WebhookRoute route, WebhookDispatcher dispatcher, InboxSignal signal, WebhookMetrics metrics, TimeProvider clock, ILogger<WebhookReceiver> logger)
{
    private const int RetryAfterSeconds = 5;
    private readonly WebhookOptions _options = route.Options;

    public async Task Receive(HttpContext http)
    {
        if (!IsContentTaken(http.Request))
        {
            await Refuse(http, StatusCodes.Status415UnsupportedMediaType, "This content type isn't accepted here.", $"Send one of {string.Join(", ", _options.ContentTypes)}, uncompressed or in gzip.");
            return;
        }
        ReadBody body;
        try
        {
            body = await BodyReader.Read(http.Request, _options.MaxBodyBytes);
        }
        catch (BadHttpRequestException e)
        {
            await Refuse(http, e.StatusCode, "The body can't be read.", e.Message);
            return;
        }
        if (body.Failure is { } failure)
        {
            if (failure.Status == StatusCodes.Status503ServiceUnavailable) await Later(http, failure.Title);
            else await Refuse(http, failure.Status, failure.Title, failure.Detail);
            return;
        }
        var verification = await route.Verifier.VerifyAsync(RequestOf(http, body), http.RequestAborted);
        if (!verification.IsValid)
        {
            metrics.Refused(route.Source, verification.Refusal);
            LogRefused(route.Source, verification.Refusal, verification.Reason);
            if (verification.Refusal == WebhookRefusal.Unavailable) await Later(http, "The sender can't be verified now.");
            else await Refuse(http, StatusCodes.Status401Unauthorized, "The sender isn't verified.", verification.Reason);
            return;
        }
        if (verification.Handshake is { } handshake)
        {
            await Write(http, handshake);
            return;
        }
        if (WhyUnread(http, body.Bytes, verification) is { } problem)
        {
            await Refuse(http, StatusCodes.Status400BadRequest, "The body can't be read.", problem);
            return;
        }
        var now = clock.GetUtcNow();
        var events = verification.Events.Select(e => new InboxEvent(route.Source, e.Key, e.Type, e.Body, now)).ToArray();
        if (_options.Answering == WebhookAnswering.OnceStored ? await Store(http, events) : await Handle(http, events))
        {
            if (verification.Answer is { } answer) await Write(http, answer);
            else http.Response.StatusCode = StatusCodes.Status200OK;
        }
    }

    /// <summary>
    /// Why an event that no handler takes has no type, where its body can't be looked into: a 200 would lose it without a word. Null when
    /// there is a type, a handler for events without one, or a body that has none.
    /// </summary>
    private string? WhyUnread(HttpContext http, ReadOnlyMemory<byte> body, WebhookVerification verification) =>
        body.Length > 0 && route.HasHandlers && verification.Events.Any(static e => e.Type is null) && route.HandlersOf(null).Count == 0
            ? BodyView.Read(body, http.Request.ContentType ?? BodyView.GuessType(body.Span)).Problem
            : null;

    private static async Task Write(HttpContext http, WebhookAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) http.Response.Headers[name] = value;
        if (answer.ContentType is null) return;
        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    private static Task Refuse(HttpContext http, int status, string title, string? detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title).ExecuteAsync(http);

    private static Task Later(HttpContext http, string title)
    {
        http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Refuse(http, StatusCodes.Status503ServiceUnavailable, title, "Send it again later.");
    }

    private bool IsContentTaken(HttpRequest request)
    {
        if (BodyCodings.Read(request.Headers.ContentEncoding) == BodyCoding.Other) return false;
        if (string.IsNullOrEmpty(request.ContentType)) return true;
        return BodyType.TryRead(request.ContentType, out var type)
            && (type.Name.EndsWith("+json", StringComparison.OrdinalIgnoreCase) || _options.ContentTypes.Any(type.Is));
    }

    private WebhookRequest RequestOf(HttpContext http, in ReadBody body) => WebhookRequest.Create(http.Request, body, _options.PublicUrl is { } url
        ? url.AbsoluteUri.TrimEnd('/') + http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent()
        : http.Request.GetEncodedUrl());

    private async Task<bool> Store(HttpContext http, InboxEvent[] events)
    {
        try
        {
            var stored = events.Length == 0 ? 0 : await _options.Inbox!(http.RequestServices).StoreAsync(events, http.RequestAborted);
            if (stored > 0) signal.Set();
            LogStored(route.Source, stored, events.Length - stored);
            return true;
        }
        catch (DbException e)
        {
            LogNotStored(e, route.Source);
            await Later(http, "The event can't be stored now.");
            return false;
        }
    }

    private async Task<bool> Handle(HttpContext http, InboxEvent[] events)
    {
        Exception? failure = null;
        foreach (var received in events)
        {
            // Those after one that failed are handled all the same: the provider sends all of them again.
            var result = await dispatcher.Run(route, received with { Attempt = 1 }, http.RequestServices, http, http.RequestAborted);
            if (failure is null or WebhookRejectedException) failure = result ?? failure;
        }
        switch (failure)
        {
            case null:
                return true;
            case WebhookRejectedException rejected:
                await Refuse(http, rejected.Status, "The event was rejected.", rejected.Message);
                return false;
            default:
                await Refuse(http, StatusCodes.Status500InternalServerError, "The event couldn't be handled.", "Send it again later.");
                return false;
        }
    }

    [LoggerMessage(4000, LogLevel.Information, "Refused a webhook for source {Source} ({Refusal}): {Reason}", EventName = "WebhookRefused")]
    private partial void LogRefused(string source, WebhookRefusal refusal, string reason);

    [LoggerMessage(4001, LogLevel.Debug, "Stored {Stored} events of source {Source}; {Duplicates} were duplicates", EventName = "WebhookStored")]
    private partial void LogStored(string source, int stored, int duplicates);

    [LoggerMessage(4002, LogLevel.Error, "Could not store an event of source {Source}; the provider was asked to send it again", EventName = "WebhookNotStored")]
    private partial void LogNotStored(Exception exception, string source);
}

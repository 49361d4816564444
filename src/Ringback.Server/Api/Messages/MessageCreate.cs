using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Messages;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Messages;

/// <summary>Posting a message: the hot path. Answered when the message is on disk, with its work.</summary>
internal sealed class MessageCreate(RingbackNode node)
{
    private const int TraceParentLength = 55;

    /// <value>Of a raw payload whose sender didn't say: it marks the payload as raw.</value>
    private const string DefaultRawType = "application/json";

    private static readonly ApiError LateDelivery =
        ApiError.Invalid("must be earlier than the removal of the payload (payloadRetentionPeriod)", "body", "deliverAt");

    private static readonly ApiError TakenEventId = ApiError.Conflict("The application already has a message with this eventId.");

    private static readonly ApiError FromOutside = ApiError.Bad("You can't post messages to a source. Send the request to the ingest URL of the source.");

    private readonly long _retention = (long)node.Options.Retention.TotalMilliseconds;

    private readonly Action<Utf8JsonWriter, object> _withContent = (json, message) =>
        MessageView.Write(json, (Message)message, withContent: true, Now(node));

    private readonly Action<Utf8JsonWriter, object> _withoutContent = (json, message) =>
        MessageView.Write(json, (Message)message, withContent: false, Now(node));

    public ValueTask<ApiResult> PostAsync(ApiContext context) => PostAsync(context, context.Route(PathParts.Application));

    /// <param name="context">Of an organisation.</param>
    /// <param name="name">The application's id or uid.</param>
    public ValueTask<ApiResult> PostAsync(ApiContext context, string name)
    {
        // Mostly the body is there with the head. What is kept while the commit is waited for is little: an answer's status.
        var reading = context.ReadBytesAsync();
        return reading.IsCompletedSuccessfully ? Take(context, name, reading.Result) : WaitAsync(reading, context, name);
    }

    private async ValueTask<ApiResult> WaitAsync(ValueTask<Input<ReadOnlyMemory<byte>>> reading, ApiContext context, string name) =>
        await Take(context, name, await reading);

    private ValueTask<ApiResult> Take(ApiContext context, string name, Input<ReadOnlyMemory<byte>> body)
    {
        if (body.Failed(out var error)) return new(error);
        var withContent = true;
        if (context.Http.Request.QueryString.HasValue)
        {
            withContent = HistoryFilters.WithContent.Read(context.Query);
            if (context.Query.Errors.Failed(out error)) return new(error);
        }
        var input = MessageReader.Read(body.Value);
        if (input.Failed(out error)) return new(error);
        if (!context.TryKey(body.Value.Span, out var key, out error)) return new(error);
        return context.Application(node.Catalog, name) switch
        {
            SourceApplication => new(FromOutside),
            { } application => Accept(context, application, input.Value, key, withContent),
            null => MakeAndAcceptAsync(context, name, input.Value, key, withContent),
        };
    }

    private async ValueTask<ApiResult> MakeAndAcceptAsync(ApiContext context, string name, MessageIn input, IdempotencyKey? key, bool withContent)
    {
        var made = await InlineApplication.MakeAsync(node, context.Credential.OrgId, name, input.Application);
        return made.Failed(out var error) ? error : await Accept(context, made.Value, input, key, withContent);
    }

    private ValueTask<ApiResult> Accept(ApiContext context, Application application, MessageIn input, IdempotencyKey? key, bool withContent) =>
        !TryMake(input, application, context.Http.Request, out var message) ? new(LateDelivery)
        : node.BacklogLimit.RetryAfter(message) is { } seconds ? new(ApiError.BacklogFull(seconds))
        : AnswerAsync(node.Accept.AcceptAsync(new NewMessage(message, key)), withContent);

    private async ValueTask<ApiResult> AnswerAsync(ValueTask<Accepted> accepting, bool withContent)
    {
        var accepted = await accepting;
        return accepted.Status switch
        {
            AcceptStatus.Accepted or AcceptStatus.Replayed when accepted.Message is { } kept =>
                ApiResult.Accepted(kept, withContent ? _withContent : _withoutContent),
            AcceptStatus.KeyReused => ApiError.KeyReused,
            AcceptStatus.DuplicateEventId => TakenEventId,
            // The application went meanwhile; or the first message of a replayed key has been dropped since.
            _ => ApiError.NotFound,
        };
    }

    private bool TryMake(MessageIn input, Application application, HttpRequest request, out Message message)
    {
        var now = Now(node);
        var retention = input.PayloadRetention is { } kept ? (long)kept.TotalMilliseconds : (long?)null;
        message = new Message
        {
            Id = node.Ids.Next(),
            ApplicationId = application.Id,
            EventType = input.EventType,
            EventId = input.EventId,
            Channels = input.Channels,
            Tags = input.Tags,
            AcceptedAt = now,
            DeliverAt = input.DeliverAt,
            // What is kept as long as everything needs no date of its own.
            ExpiresAt = retention < _retention ? now + retention : null,
            Payload = input.Payload,
            ContentType = input.IsRaw ? input.ContentType ?? DefaultRawType : null,
            TraceParent = TraceParentOf(request),
        };
        return !(input.DeliverAt >= now + Math.Min(retention ?? _retention, _retention));
    }

    private static long Now(RingbackNode node) => node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string? TraceParentOf(HttpRequest request) =>
        request.Headers.TraceParent is [{ Length: TraceParentLength } text] && ActivityContext.TryParse(text, null, out _) ? text : null;
}

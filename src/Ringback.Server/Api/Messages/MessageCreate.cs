using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Messages;

/// <summary>Posting a message: the hot path. Answered when the message is on disk, with its work.</summary>
internal sealed class MessageCreate(RingbackNode node)
{
    private const int TraceParentLength = 55;

    private static readonly ApiError LateDelivery =
        ApiError.Invalid("must be before the payload is dropped (payloadRetentionPeriod)", "body", "deliverAt");

    private static readonly ApiError TakenEventId = ApiError.Conflict("The application has a message with this eventId.");

    private readonly long _retention = (long)node.Options.Retention.TotalMilliseconds;
    private readonly Action<Utf8JsonWriter, object> _withContent = (json, message) =>
        MessageOut.Write(json, (Message)message, withContent: true, Now(node));
    private readonly Action<Utf8JsonWriter, object> _withoutContent = (json, message) =>
        MessageOut.Write(json, (Message)message, withContent: false, Now(node));

    public ValueTask<ApiResult> PostAsync(ApiContext context) => PostAsync(context, context.Route("app_id"));

    /// <param name="context">Of an organisation.</param>
    /// <param name="name">The application's id or uid.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ApiResult> PostAsync(ApiContext context, string name)
    {
        var body = await context.ReadBytesAsync();
        if (body.Failed(out var error)) return error;
        error = MessageReader.Read(body.Value, out var input);
        if (error is not null) return error;
        var withContent = !context.Http.Request.QueryString.HasValue || context.Query.Flag("with_content", absent: true);
        if (context.Http.Request.QueryString.HasValue && context.Query.Errors.Failed(out error)) return error;
        if (!context.TryKey(body.Value.Span, out var key, out error)) return error;

        var now = Now(node);
        if (input.DeliverAt >= now + (input.Retention ?? _retention)) return LateDelivery;
        var application = context.Application(node.Catalog, name);
        if (application is null)
        {
            var made = await InlineApplication.MakeAsync(node, context, name, input.Application);
            if (made.Failed(out error)) return error;
            application = made.Value;
        }

        var message = input.ToMessage(node.Ids.Next(), application.Id, now, TraceParentOf(context.Http.Request));
        var accepted = await node.Accept.AcceptAsync(new NewMessage(message, key));
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

    private static long Now(RingbackNode node) => node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string? TraceParentOf(HttpRequest request) =>
        request.Headers.TraceParent is [{ Length: TraceParentLength } text] && ActivityContext.TryParse(text, null, out _) ? text : null;
}

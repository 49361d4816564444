using System.Text.Json;
using Ringback.Core.Accept;
using Ringback.Server.Api.EventTypes;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Messages;
using Ringback.Server.Api.Models;
using Ringback.Server.Auth;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Endpoints;

/// <summary><c>…/send-example</c>: a message to this endpoint alone, made from the event type's schema.</summary>
internal sealed class SendExampleResource(RingbackNode node)
{
    private static readonly ApiError NoExample =
        ApiError.Bad("The event type has no schema from which an example (an object) could be made.", "invalid_scheme");

    public void Map(ApiRoutes routes, string one) => routes.Post(one + "/send-example", Access.Application, SendAsync, Capability.CreateAttempts);

    private async ValueTask<ApiResult> SendAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EventExampleIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        if (context.Application(node.Catalog) is not { } application || context.Endpoint(node.Catalog, application) is not { } endpoint)
            return ApiError.NotFound;
        if (node.Catalog.FindEventType(application.Organisation, input.Value.EventType) is not { } type || !context.Credential.Sees(type))
            return ApiError.NotFound;
        if (SchemaExample.Of(type.Schemas, input.Value.ExampleIndex) is not { ValueKind: JsonValueKind.Object } example) return NoExample;

        var now = node.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var message = new Message
        {
            Id = node.Ids.Next(),
            ApplicationId = application.Id,
            EventType = type.Name,
            AcceptedAt = now,
            Payload = JsonSerializer.SerializeToUtf8Bytes(example, SchemaExample.Json.JsonElement),
        };
        var accepted = await node.Accept.AcceptAsync(new NewMessage(message, key, endpoint.Id));
        return accepted switch
        {
            { Status: AcceptStatus.KeyReused } => ApiError.KeyReused,
            { Message: { } kept } => ApiResult.Accepted(MessageView.Of(kept, withContent: true, now), ApiJson.Default.MessageOut),
            _ => ApiError.NotFound,
        };
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Messages;
using Ringback.Server.Api.Endpoints;
using Ringback.Server.Api.EventTypes;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Auth;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Messages;

/// <summary><c>…/send-example</c>: a message to this endpoint alone, made from the event type's schema.</summary>
internal sealed class SendExampleResource(RingbackNode node)
{
    /// <summary>The event type that SDKs and portals use to test an endpoint. It works though nobody has made it.</summary>
    private const string Ping = "svix.ping";

    private static readonly byte[] PingPayload = """{"success":true}"""u8.ToArray();

    private static readonly ApiError NoExample =
        ApiError.Bad("An example can't be created: the event type has no schema for an object.", "invalid_scheme");

    public void Map(ApiRoutes routes) => routes.Post(EndpointScope.OfApplication.One + "/send-example", Access.Application, SendAsync, Capability.CreateAttempts);

    private async ValueTask<ApiResult> SendAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EventExampleIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        if (context.Application(node.Catalog) is not { } application || context.Endpoint(node.Catalog, application) is not { } endpoint)
            return ApiError.NotFound;
        if (!TryExample(context, application, input.Value, out var payload, out error)) return error;

        var now = node.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var message = new Message
        {
            Id = node.Ids.Next(),
            ApplicationId = application.Id,
            EventType = input.Value.EventType,
            AcceptedAt = now,
            Payload = payload,
        };
        var accepted = await node.Accept.AcceptAsync(new NewMessage(message, key, endpoint.Id));
        return accepted switch
        {
            { Status: AcceptStatus.KeyReused } => ApiError.KeyReused,
            { Message: { } kept } => ApiResult.Accepted(MessageView.FromMessage(kept, withContent: true, now), ApiJson.Default.MessageOut),
            _ => ApiError.NotFound,
        };
    }

    private bool TryExample(
        ApiContext context, Application application, EventExampleIn asked, out byte[] payload, [NotNullWhen(false)] out ApiError? error)
    {
        (payload, error) = (PingPayload, null);
        if (node.Catalog.FindEventType(application.Organisation, asked.EventType) is not { } type)
        {
            if (asked.EventType == Ping) return true;
            error = ApiError.NotFound;
            return false;
        }
        if (!context.Credential.Sees(type))
        {
            error = ApiError.NotFound;
            return false;
        }
        if (SchemaExample.Find(type.Schemas, asked.ExampleIndex) is not { ValueKind: JsonValueKind.Object } example)
        {
            error = asked.EventType == Ping ? null : NoExample;
            return error is null;
        }
        payload = JsonSerializer.SerializeToUtf8Bytes(example, SchemaExample.Json.JsonElement);
        return true;
    }
}

using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Messages;

/// <summary>As <see cref="PathNames"/>, of messages.</summary>
internal static class PathMessage
{
    /// <summary>The message that <c>{app_id}</c> and <c>{msg_id}</c> name, the latter by its id or <c>eventId</c>.</summary>
    public static async ValueTask<Message?> MessageAsync(this ApiContext context, Catalog catalog, IMessageHistory messages, bool withPayload) =>
        context.Application(catalog) is { } application ? await messages.FindAsync(application.Id, context.Route(PathParts.Message), withPayload) : null;
}

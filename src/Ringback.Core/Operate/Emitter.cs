using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;

namespace Ringback.Core.Operate;

/// <summary>
/// Posts messages for operations. Only to applications of callers' own, which have no operations: so what is emitted emits nothing, and
/// no loop can come of it.
/// </summary>
internal sealed class Emitter(Catalog.Catalog catalog, IAcceptStore accept, IMessageHistory history, IdSource ids, TimeProvider clock)
{
    /// <returns>The message's public id, now or the first time; or why there is none.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was kept.</exception>
    public async ValueTask<(string? Message, string? Problem)> EmitAsync(Organisation organisation, Emission emission, string? traceParent)
    {
        if (catalog.FindCustomer(organisation, emission.Application) is not { } application)
            return (null, $"There is no application {Shown(emission.Application)}.");
        var accepted = await accept.AcceptAsync(new NewMessage(new Message
        {
            Id = ids.Next(),
            ApplicationId = application.Id,
            EventType = emission.EventType,
            EventId = emission.EventId,
            Channels = emission.Channels,
            AcceptedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Payload = emission.Payload,
            ContentType = emission.ContentType,
            TraceParent = traceParent,
        })).ConfigureAwait(false);
        return accepted.Status switch
        {
            AcceptStatus.Accepted => (accepted.Message!.PublicId, null),
            AcceptStatus.DuplicateEventId => ((await history.FindAsync(application.Id, emission.EventId, withPayload: false).ConfigureAwait(false))?.PublicId, null),
            _ => (null, "The application was deleted."),
        };
    }

    private static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "…";
}

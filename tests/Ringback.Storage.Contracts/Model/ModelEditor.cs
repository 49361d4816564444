using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts.Model;

/// <summary>What is dropped stays dropped. What is sent again has work once more; what is on its way already isn't sent twice.</summary>
internal sealed class ModelEditor(ModelState state) : IHistoryEditor
{
    public async ValueTask ExpungeAsync(IReadOnlyList<Message> messages) => await state.Do(() =>
    {
        foreach (var message in messages)
            Expunge(message.Seq);
        return true;
    });

    public ValueTask<bool> ExpungeResponseAsync(Message message, Ksuid attempt) => state.Do(() =>
    {
        bool IsMeant(AttemptRow row) => row.Seq == message.Seq && row.Id == attempt && !Sequences.IsOperation(row.Endpoint);
        var found = state.Attempts.Exists(IsMeant);
        state.Attempts.Change(IsMeant, static row => row with { Attempt = row.Attempt with { Response = "EXPUNGED"u8.ToArray() } });
        return found;
    });

    public async ValueTask<KeyStatus> ResendAsync(IdempotencyKey? key, Message message, int endpoint) =>
        (await state.Do(() => ModelCatalog.Once(state, key, () =>
        {
            Again(message, endpoint, null);
            return null;
        }))).Status;

    public async ValueTask<ReplayStatus> ReplayAsync(IdempotencyKey? key, Message message, int operation, bool force)
    {
        var result = await state.Do(() => ModelCatalog.Once(state, key, () => Replay(message, operation, force).ToString()));
        return result.Status == KeyStatus.Reused ? ReplayStatus.KeyReused : Enum.Parse<ReplayStatus>(result.Reference!);
    }

    /// <summary>Drops a payload, and the body of the request that brought it, which says it too.</summary>
    public void Expunge(long seq)
    {
        state.Messages.Change(message => message.Seq == seq, static message => Expunged(message));
        state.Requests.Change(
            request => request.Brought(seq), static request => request with { Details = request.Details with { Body = null } });
    }

    private ReplayStatus Replay(Message message, int operation, bool force)
    {
        var work = state.Work.Find(work => work.Endpoint == operation && work.Seq == message.Seq);
        var succeeded = state.Deliveries.Exists(delivery =>
            delivery.Endpoint == operation && delivery.Seq == message.Seq && delivery.State == DeliveryState.Success);
        if (work is null && succeeded && !force)
            return ReplayStatus.Succeeded;
        if (work is { Due: null })
        {
            state.Tell(() => state.Intake.Parked(operation));
            return ReplayStatus.UnderWay;
        }

        // Forced, it is another run. Else it goes on with the last one that was forced, or with the first one.
        var run = force ? state.Next.Attempt() : work?.Run ?? state.RunOf(operation, message.Seq);
        if (force)
        {
            state.Forced.RemoveAll(forced => forced.Operation == operation && forced.Seq == message.Seq);
            state.Forced.Add(new ForcedRow(operation, message.Seq, run));
        }

        Again(message, operation, run);
        return ReplayStatus.Started;
    }

    /// <summary>Work that waits for its time is tried now, and keeps the retries before it; without work there is one attempt more.</summary>
    private void Again(Message message, int endpoint, long? run)
    {
        var known = state.Work.Find(work => work.Endpoint == endpoint && work.Seq == message.Seq);
        if (known is { Due: null })
        {
            state.Tell(() => state.Intake.Parked(endpoint));
            return;
        }

        var again = (known ?? new WorkRow(endpoint, message.Seq, null)) with { Due = null, Manual = true };
        again = again with { Run = run ?? again.Run };
        state.Work.RemoveAll(work => work == known);
        state.Work.Add(again);
        state.Tell(() => state.Intake.OfferDue([new WorkItem(endpoint, message, again.Tries, Manual: true, null, again.Run)]));
    }

    private static Message Expunged(Message message) => new()
    {
        Seq = message.Seq,
        Id = message.Id,
        ApplicationId = message.ApplicationId,
        EventType = message.EventType,
        EventId = message.EventId,
        Channels = message.Channels,
        Tags = message.Tags,
        AcceptedAt = message.AcceptedAt,
        DeliverAt = message.DeliverAt,
        ContentType = message.ContentType,
        TraceParent = message.TraceParent,
    };
}

using Ringback.Core.Access;
using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Core.Receive;

namespace Ringback.Storage.Contracts.Model;

/// <summary>The request that brought a message is kept as long as one of its messages.</summary>
internal sealed class ModelReceived(ModelState state) : IReceivedHistory
{
    public ValueTask<ReceivedMessage?> FindAsync(Message message) =>
        state.Look(() => state.Requests.Find(request => request.Brought(message.Seq)) is { } request
            ? new ReceivedMessage(request.Details, request.Events, Count(again => again.Seq == message.Seq && again.Application == message.ApplicationId))
            : null);

    public ValueTask<long> RequestBytesAsync(Message message) =>
        state.Look(() => state.Requests.Find(request => request.Brought(message.Seq)) is { Details: var details }
            ? (long)details.Headers.Length + (details.Body?.Length ?? 0)
            : 0);

    public ValueTask<DuplicateCount> DuplicatesAsync(int application) => state.Look(() => Count(again => again.Application == application));

    private DuplicateCount Count(Predicate<DuplicateRow> meant)
    {
        var again = state.Duplicates.FindAll(meant);
        return again.Count == 0 ? default : new DuplicateCount(again.Count, again.Max(static row => row.At));
    }
}

/// <summary>Of each source that is there the last refused requests are kept, and how many there were.</summary>
internal sealed class ModelRefused(ModelState state) : IRefusedStore
{
    public async ValueTask KeepAsync(IReadOnlyList<RefusedRequest> requests, IReadOnlyList<RefusedCount> counts) => await state.Do(() =>
    {
        foreach (var request in requests.Where(request => state.Catalog.Source(request.ApplicationId) is not null))
        {
            state.Refused.Add(request with { Id = state.Next.Other() });
            var ofSource = state.Refused.FindAll(refused => refused.ApplicationId == request.ApplicationId);
            state.Refused.RemoveAll(ofSource.SkipLast(IRefusedStore.MostOfSource).Contains);
        }

        state.RefusedCounts.AddRange(counts.Where(count => state.Catalog.Source(count.ApplicationId) is not null));
        return true;
    });

    public ValueTask<IReadOnlyList<RefusedRequest>> ListAsync(int application) => state.Look<IReadOnlyList<RefusedRequest>>(() =>
        [.. state.Refused.Where(refused => refused.ApplicationId == application).OrderByDescending(static refused => refused.Id)]);

    public ValueTask<IReadOnlyList<RefusedCount>> CountsAsync(int application) => state.Look<IReadOnlyList<RefusedCount>>(() =>
        [.. state.RefusedCounts.Where(count => count.ApplicationId == application).GroupBy(static count => count.Reason, StringComparer.Ordinal)
            .OrderBy(static counts => counts.Key, StringComparer.Ordinal)
            .Select(counts => new RefusedCount(application, counts.Key, counts.Sum(static count => count.Count), counts.Max(static count => count.Last)))]);
}

/// <summary>What is revoked stays so until it is of no use any more. Of two that differ only in that time, the later one counts.</summary>
internal sealed class ModelRevocations(ModelState state) : IRevocationStore
{
    public Revocations Revocations => state.Revocations;

    public async ValueTask RevokeAsync(IReadOnlyList<Revocation> revocations) => await state.Do(() =>
    {
        foreach (var expired in Revocations.Expired(state.Now))
            Revocations.Remove(expired);
        foreach (var revocation in revocations)
        {
            var known = Revocations.ForSubject(revocation.Subject);
            if (known.Any(other => other.Covers(revocation, state.Now)))
                continue;
            foreach (var covered in known.Where(other => revocation.Covers(other, state.Now)).ToList())
                Revocations.Remove(covered);
            Revocations.Add(revocation);
        }

        return true;
    });
}

/// <summary>A consumer finds every message of the application behind its cursor, in the order of commit.</summary>
internal sealed class ModelPollers(ModelState state) : IPollerStore
{
    public ValueTask<PollerPage> ReadAsync(
        int application, PollerFilter wanted, PollerFilter asked, long after, int limit, long bytes = Core.Paging.PageRequest.MostBytes) =>
        state.Look(() =>
        {
            var (taken, next, held) = (new List<Message>(), after, 0L);
            foreach (var message in state.Messages.Where(message => message.ApplicationId == application && message.Seq > after))
            {
                var isWanted = ModelAccept.Wants(wanted.EventTypes, wanted.Channels, message) && ModelAccept.Wants(asked.EventTypes, asked.Channels, message);
                var size = Core.Paging.PageRequest.RowBytes + message.Size;
                if (taken.Count == limit)
                    return new PollerPage(taken, next, Done: false, held);
                if (isWanted && taken.Count > 0 && held + size > bytes)
                    return new PollerPage(taken, taken[^1].Seq, Done: false, held);
                next = message.Seq;
                if (!isWanted)
                    continue;
                taken.Add(message);
                held += size;
            }

            return new PollerPage(taken, next, Done: true, held);
        });

    public ValueTask<long> CursorAtAsync(int application, long time) => state.Look(() =>
        state.Messages.Find(message => message.ApplicationId == application && message.AcceptedAt >= time) is { } first
            ? first.Seq - 1
            : state.Messages.LastOrDefault()?.Seq ?? 0);

    public ValueTask<long?> CommittedAsync(int endpoint, string consumer) =>
        state.Look(() => state.Cursors.Find(cursor => cursor.Endpoint == endpoint && cursor.Consumer == consumer)?.Cursor);

    public async ValueTask CommitAsync(int endpoint, string consumer, long cursor) => await state.Do(() =>
    {
        state.Cursors.RemoveAll(known => known.Endpoint == endpoint && known.Consumer == consumer);
        state.Cursors.Add(new CursorRow(endpoint, consumer, cursor));
        return true;
    });
}

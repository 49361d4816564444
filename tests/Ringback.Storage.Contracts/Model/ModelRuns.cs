using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts.Model;

/// <summary>Runs are the deliveries of operations; a page of several operations never parts the runs of a message.</summary>
internal sealed class ModelRuns(ModelState state, ModelAccept accept) : IRunHistory
{
    public ValueTask<HistoryPage<OperationRun>> ListAsync(IReadOnlyList<int> operations, DeliveryFilter filter, PageRequest page) =>
        state.Look(() =>
        {
            var listed = operations.SelectMany(operation => ModelMessages.Of(state, operation)
                    .Where(row => ModelMessages.IsListed(filter, row)).Select(row => (Operation: operation, Row: row)))
                .GroupBy(static run => run.Row.Message.Seq).OrderBy(static runs => runs.Key);
            var groups = ModelPages.Of(
                listed.Select(runs => new ListRow<OperationRun[]>(
                    runs.Key, runs.First().Row.Message.Id, Matches: runs.Any(run => Matches(filter, run.Row)),
                    () => [.. runs.Where(run => Matches(filter, run.Row)).OrderBy(static run => run.Operation)
                        .Select(run => Run(run.Row.Message, run.Operation, run.Row.State, run.Row.NextAttempt))])),
                page, id => ModelMessages.PositionOf(state, id), static runs => runs.Sum(static run => (long)run.Size));
            return CutToLimit(groups, page);
        });

    public ValueTask<IReadOnlyList<OperationRun>> OfMessageAsync(Message message, IReadOnlyList<int> operations) =>
        state.Look<IReadOnlyList<OperationRun>>(() =>
            [.. state.Deliveries.Where(delivery => delivery.Seq == message.Seq && Sequences.IsOperation(delivery.Endpoint)).Select(static delivery => delivery.Endpoint)
                .Union(state.Work.Where(work => work.Seq == message.Seq && operations.Contains(work.Endpoint)).Select(static work => work.Endpoint))
                .Order()
                .Select(operation => operations.Contains(operation) && state.Work.Find(work => work.Seq == message.Seq && work.Endpoint == operation) is { } work
                    ? Run(message, operation, DeliveryState.Pending, work.Due)
                    : Run(message, operation, state.Deliveries.Find(delivery => delivery.Seq == message.Seq && delivery.Endpoint == operation)!.State, null))]);

    public ValueTask<long> CountFailedAsync(int operation, DeliveryState? wanted, long since, long until, int most) =>
        state.Look(() => (long)Math.Min(most, state.Deliveries.Count(delivery =>
            delivery.Endpoint == operation && delivery.State != DeliveryState.Success && (wanted is null || delivery.State == wanted)
            && state.Message(delivery.Seq) is { Payload: not null } message && message.AcceptedAt >= since && message.AcceptedAt < until)));

    public ValueTask<(long Count, bool More)> CountMissingAsync(SourceOperation operation, long since, long until, int most) =>
        state.Look(() =>
        {
            var count = Missing(state, accept, operation, since, until).Count();
            return ((long)Math.Min(count, most), count > most);
        });

    /// <summary>The messages of [since, until) that a destination takes and neither got nor has work for, with their payload.</summary>
    public static IEnumerable<Message> Missing(ModelState state, ModelAccept accept, Destination endpoint, long since, long until) =>
        state.Messages.Where(message =>
            message.ApplicationId == endpoint.ApplicationId && message.AcceptedAt >= since && message.AcceptedAt < until && message.Payload is not null
            && ModelAccept.Wants(endpoint.EventTypes, endpoint.Channels, message)
            && !state.Deliveries.Exists(delivery => delivery.Seq == message.Seq && delivery.Endpoint == endpoint.Id)
            && !state.Work.Exists(work => work.Seq == message.Seq && work.Endpoint == endpoint.Id)
            && accept.Meet(message, [endpoint.Id]).Count > 0);

    private static bool Matches(DeliveryFilter filter, EndpointMessage row) => ModelMessages.Takes(filter, row.Message) && ModelMessages.HasState(filter, row);

    /// <summary>As many whole messages as the limit takes, or one.</summary>
    private static HistoryPage<OperationRun> CutToLimit(HistoryPage<OperationRun[]> groups, PageRequest page)
    {
        var inReadingOrder = page.Backward ? groups.Items.Reverse().ToList() : [.. groups.Items];
        var (runs, taken) = (0, 0);
        while (taken < inReadingOrder.Count && (taken == 0 || runs + inReadingOrder[taken].Length <= page.Limit))
            runs += inReadingOrder[taken++].Length;
        var items = inReadingOrder.Take(taken).SelectMany(group => page.ReadsDown ? group.Reverse() : group).ToList();
        var whole = taken == inReadingOrder.Count;
        var far = whole ? (page.Backward ? groups.First : groups.Last) : items[^1].Message.Id;
        var near = page.Backward ? groups.Last : groups.First;
        if (page.Backward)
            items.Reverse();
        return new HistoryPage<OperationRun>(
            items, page.Backward ? far : near, page.Backward ? near : far, whole && groups.Done, items.Sum(static run => (long)run.Size));
    }

    private OperationRun Run(Message message, int operation, DeliveryState deliveryState, long? due)
    {
        var last = state.Attempts.FindLast(attempt => attempt.Seq == message.Seq && attempt.Endpoint == operation);
        return new OperationRun(
            operation, state.NameOf(operation), ModelMessages.WithoutPayload(message), deliveryState, due,
            last is null ? null : ModelAttempts.Entry(state, last, AttemptDetail.Response));
    }
}

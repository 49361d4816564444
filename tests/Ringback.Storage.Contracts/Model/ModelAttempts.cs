using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts.Model;

/// <summary>Attempts, in the order of their places, with what they refer to as it was.</summary>
internal sealed class ModelAttempts(ModelState state) : IAttemptHistory
{
    public ValueTask<HistoryPage<AttemptEntry>> OfEndpointAsync(int endpoint, AttemptFilter filter, PageRequest page, AttemptDetail detail) =>
        state.Look(() => Page(state.Attempts.Where(attempt => attempt.Endpoint == endpoint && state.Message(attempt.Seq) is not null), filter, page, detail));

    /// <summary>Of operations only when it is asked for one: to those who list endpoints they are none.</summary>
    public ValueTask<HistoryPage<AttemptEntry>> OfMessageAsync(Message message, AttemptFilter filter, PageRequest page, AttemptDetail detail) =>
        state.Look(() => Page(
            state.Attempts.Where(attempt => attempt.Seq == message.Seq && state.Message(attempt.Seq) is not null), filter, page, detail,
            attempt => filter.Endpoint is not null || !Sequences.IsOperation(attempt.Endpoint)));

    public ValueTask<AttemptEntry?> FindAsync(Message message, Ksuid id) =>
        state.Look(() => state.Attempts.Find(attempt => attempt.Seq == message.Seq && attempt.Id == id && !Sequences.IsOperation(attempt.Endpoint) && state.Message(attempt.Seq) is not null) is { } found
            ? Entry(state, found, AttemptDetail.Response)
            : null);

    public static AttemptEntry Entry(ModelState state, AttemptRow row, AttemptDetail detail) => new()
    {
        Id = row.Id,
        Message = ModelMessages.Shown(state.Message(row.Seq)!, detail.HasFlag(AttemptDetail.Payload)),
        Endpoint = row.Endpoint,
        EndpointId = state.NameOf(row.Endpoint),
        Url = state.Urls.ElementAtOrDefault(row.Attempt.UrlId - 1) ?? "",
        At = row.Attempt.At,
        DurationMs = row.Attempt.DurationMs,
        StatusCode = row.Attempt.StatusCode,
        State = row.Attempt.State,
        Manual = row.Attempt.Manual,
        Response = detail.HasFlag(AttemptDetail.Response) ? row.Attempt.Response : [],
    };

    private HistoryPage<AttemptEntry> Page(
        IEnumerable<AttemptRow> attempts, AttemptFilter filter, PageRequest page, AttemptDetail detail, Func<AttemptRow, bool>? isListed = null) =>
        ModelPages.Of(
            attempts.OrderBy(static attempt => attempt.Aseq).Select(attempt => new ListRow<AttemptEntry>(
                attempt.Aseq, attempt.Id, isListed?.Invoke(attempt) != false && Takes(filter, attempt), () => Entry(state, attempt, detail))),
            page, static id => AttemptId.TryRead(id, out var aseq) ? aseq : null, static entry => entry.Size);

    private bool Takes(AttemptFilter filter, AttemptRow row) =>
        ModelMessages.Takes(filter with { After = null, Before = null }, state.Message(row.Seq)!)
        && row.Attempt.At >= (filter.After ?? long.MinValue) && row.Attempt.At < (filter.Before ?? long.MaxValue)
        && (filter.StatusCodeClass is null || row.Attempt.StatusCode / 100 == filter.StatusCodeClass / 100)
        && (filter.Endpoint is null || row.Endpoint == filter.Endpoint)
        && filter.State switch
        {
            null => true,
            DeliveryState.Success => row.Attempt.State == DeliveryState.Success,
            DeliveryState.Fail => row.Attempt.State != DeliveryState.Success,
            DeliveryState.Canceled => !filter.Expanded && row.Attempt.State != DeliveryState.Success,
            // An attempt has succeeded or failed: nothing else can be asked of it.
            _ => false,
        };
}

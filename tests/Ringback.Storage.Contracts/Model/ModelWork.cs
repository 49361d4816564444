using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.Lanes;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts.Model;

/// <summary>Work is there, oldest first, until its outcome is on record; in a FIFO lane a retry that waits holds its place.</summary>
internal sealed class ModelWork(ModelState state) : IWorkStore
{
    private bool _begun;

    private readonly int[] _parked = [.. state.Work.Select(static work => work.Endpoint).Distinct().Order()];

    public IReadOnlyList<int> EndpointsWithParkedWork() => _parked;

    /// <summary>Whoever hears of work from now on has nothing in memory: what was direct is parked.</summary>
    public void Begin()
    {
        state.Work.Change(static work => work.Direct is not null, static work => work with { Direct = null });
        _begun = true;
    }

    public async ValueTask ParkDirectAsync(int endpoint) => await state.Do(() =>
    {
        state.Work.Change(work => work.Endpoint == endpoint && work.Direct is not null, static work => work with { Direct = null });
        state.Tell(() => state.Intake.Parked(endpoint));
        return true;
    });

    public ValueTask<IReadOnlyList<WorkItem>> FetchAsync(int endpoint, bool fifo, long after, int limit, long bytes) =>
        state.Look<IReadOnlyList<WorkItem>>(() =>
        {
            var items = new List<WorkItem>();
            foreach (var work in Kept().Where(work => work.Endpoint == endpoint && work.Seq > after).OrderBy(static work => work.Seq))
            {
                if ((_begun && work.Direct is not null) || (work.Due is not null && !(fifo && work.Tries > 0)))
                    continue;
                if (items.Count == limit || bytes <= 0)
                    break;
                items.Add(ItemOf(work));
                bytes -= items[^1].Message.Size;
            }

            return items;
        });

    public ValueTask<IReadOnlyList<WorkItem>> ClaimDueAsync(long now, int limit) =>
        state.Do<IReadOnlyList<WorkItem>>(() =>
        {
            state.Work.RemoveAll(work => work.Due <= now && state.Message(work.Seq) is null);
            var due = state.Work.Where(work => work.Due <= now).OrderBy(static work => (work.Due, work.Endpoint, work.Seq)).Take(limit).ToList();
            state.Work.Change(due.Contains, static work => work with { Due = null });
            var items = due.ConvertAll(ItemOf);
            if (items.Count > 0)
                state.Tell(() => state.Intake.OfferDue(items));
            return items;
        });

    public ValueTask<long?> NextDueAsync() => state.Look(() => state.Work.Min(static work => work.Due));

    private IEnumerable<WorkRow> Kept() => state.Work.Where(work => state.Message(work.Seq) is not null);

    private WorkItem ItemOf(WorkRow work) => new(work.Endpoint, state.Message(work.Seq)!, work.Tries, work.Manual, work.Due, work.Run);
}

/// <summary>An outcome ends the work or gives it a time, and both are on record with the attempt.</summary>
internal sealed class ModelRecord(ModelState state, ModelAccept accept) : IRecordStore
{
    private readonly Dictionary<int, long> _failing = state.Failing.ToDictionary(static failing => failing.Endpoint, static failing => failing.Since);

    public IReadOnlyDictionary<int, long> FailingSince() => _failing;

    public async ValueTask ProbeAsync() => await state.Do(static () => true);

    public async ValueTask RecordAsync(AttemptRecord record) => await state.Do(() =>
    {
        Write(record);
        return true;
    });

    private void Write(AttemptRecord record)
    {
        var (seq, endpoint) = (record.Message.Seq, record.Endpoint);
        var work = state.Work.Find(work => work.Endpoint == endpoint && work.Seq == seq);
        // The only attempt of a direct delivery stands at its message, if it isn't much later.
        var isAtMessage = work?.Direct is not null && record is { RetryAt: null, Tries: 1, Attempt: { State: DeliveryState.Success, Manual: false } }
            && state.Now - record.Message.AcceptedAt <= AttemptPlace.AtMessageWithin;
        var aseq = isAtMessage ? AttemptPlace.AtMessage(seq, work!.Direct!.Value) : state.Next.Attempt();
        if (record.Attempt is { } attempt)
            state.Attempts.Add(new AttemptRow(seq, aseq, endpoint, attempt));
        if (record.RetryAt is { } retryAt)
        {
            state.Work.Change(
                work => work.Endpoint == endpoint && work.Seq == seq, work => work with { Due = retryAt, Tries = record.Tries, Manual = false, Direct = null });
            state.Tell(() => state.Intake.DueAt(retryAt));
        }
        else
        {
            End(record);
        }

        if (record.FailingSince is { } since && (since == 0 || state.Catalog.Destination(endpoint) is { Disabled: false }))
        {
            state.Failing.RemoveAll(failing => failing.Endpoint == endpoint);
            if (since != 0)
                state.Failing.Add(new FailingRow(endpoint, since));
        }

        if (record is { Emit: { } emit, Attempt: { } tried })
            foreach (var message in emit(AttemptId.Create(tried.At, aseq)))
                accept.Accept(message);
        if (record.DisableEndpoint && state.Catalog.Endpoint(endpoint) is { Disabled: false } enabled)
        {
            state.Catalog.Put(enabled with { Disabled = true, UpdatedAt = state.Now });
            state.Failing.RemoveAll(failing => failing.Endpoint == endpoint);
            state.Tell(() => state.Intake.EndpointChanged(endpoint));
        }
    }

    /// <summary>A success stays one, whatever a resend comes to. A forced run of an operation counts, as its effect comes on top.</summary>
    private void End(AttemptRecord record)
    {
        var (seq, endpoint) = (record.Message.Seq, record.Endpoint);
        state.Work.RemoveAll(work => work.Endpoint == endpoint && work.Seq == seq);
        var known = state.Deliveries.Find(delivery => delivery.Endpoint == endpoint && delivery.Seq == seq);
        if (known is not { State: DeliveryState.Success } || state.Catalog.Operation(endpoint) is not null)
        {
            state.Deliveries.RemoveAll(delivery => delivery == known);
            state.Deliveries.Add(new DeliveryRow(seq, endpoint, record.Final));
        }

        state.Ends.Add(new EndRow(endpoint, record.Final, record.Attempt is { } last ? last.At + last.DurationMs : state.Now));
    }
}

using Ringback.Core.Messages;
using Ringback.Core.Reconcile;

namespace Ringback.Storage.Contracts.Model;

/// <summary>What follows from a poll happens once, and only while the expectation hasn't ended.</summary>
internal sealed class ModelReconcile(ModelState state, ModelAccept accept, ModelExpectations expectations) : IReconcileStore
{
    public ValueTask<long?> NextDueAsync(DueExcept except) => state.Look(() => Due(except).Min(static expectation => expectation.Due));

    public ValueTask<IReadOnlyList<Expectation>> DueAsync(long now, DueExcept except, int limit) => state.Look<IReadOnlyList<Expectation>>(() =>
        [.. Due(except).Where(expectation => expectation.Due <= now)
            .OrderBy(static expectation => (expectation.Due, expectation.ApplicationId, expectation.Row)).Take(limit).Select(expectations.Shown)]);

    public ValueTask<ExpectationStatus?> RecordAsync(PollResult result) => state.Do(() =>
    {
        if (state.Expectations.Find(expectation => expectation.Row == result.Expectation.Row) is not { } current)
            return (ExpectationStatus?)null;
        if (result.Poll is { } poll)
        {
            state.Polls.Add(new PollRow(current.Row, poll));
            expectations.Change(current, static polled => polled with { Polls = polled.Polls + 1 });
        }

        return current.Due is null ? current.Status : Follow(current, result);
    });

    public ValueTask<long?> LastFiredAsync(int application) => state.Look(() => state.Fired.Find(fired => fired.Application == application)?.At);

    public ValueTask<bool> FireAsync(ReceivedRequest occurrence, long at) => state.Do(() =>
    {
        if (state.Fired.Find(fired => fired.Application == occurrence.ApplicationId) is { } last && last.At >= at)
            return false;
        state.Fired.RemoveAll(fired => fired.Application == occurrence.ApplicationId);
        state.Fired.Add(new FiredRow(occurrence.ApplicationId, at));
        return !accept.Receive(occurrence).SourceIsGone;
    });

    /// <summary>
    /// What was found is accepted as if it had been sent. When it had come, under one of its keys, the expectation was fulfilled by that.
    /// Else it is made the event, or the next poll gets its time, or it is given up; who is to be told of an end is told with it.
    /// </summary>
    private ExpectationStatus Follow(Expectation current, PollResult result)
    {
        if (result.Event is null && result.NextAt is { } next)
        {
            expectations.Change(current, polled => polled with { Status = ExpectationStatus.Polling, Due = next, UpdatedAt = state.Now });
            state.Tell(() => state.ExpectationDue(next));
            return ExpectationStatus.Polling;
        }

        var status = expectations.End(current, result.Event is null ? ExpectationStatus.Expired : ExpectationStatus.Reconciled, state.Next.Seq);
        if (result.Event is null)
            expectations.Change(current, static expired => expired with { Event = null });
        else if (accept.Receive(result.Event).Events is [{ IsDuplicate: true, Seq: var seq }])
            return expectations.End(current, ExpectationStatus.Fulfilled, seq);
        if (result.Tell is { } message)
            accept.Accept(message);
        return status;
    }

    private IEnumerable<Expectation> Due(DueExcept except) => state.Expectations.Where(expectation =>
        expectation.Due is not null && !except.Applications.Contains(expectation.ApplicationId) && !except.Rows.Contains(expectation.Row));
}

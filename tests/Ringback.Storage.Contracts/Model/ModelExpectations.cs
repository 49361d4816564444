using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Reconcile;
using Ringback.Core.Templates;

namespace Ringback.Storage.Contracts.Model;

/// <summary>
/// An expectation and its event meet, in whichever order they are kept: what came before is found, what comes after fulfils it in its own
/// commit.
/// </summary>
internal sealed class ModelExpectations(ModelState state) : IExpectationStore
{
    public ValueTask<ChangeResult> CreateAsync(IdempotencyKey? key, Expectation expectation) => state.Do(() =>
    {
        if (state.Catalog.Source(expectation.ApplicationId) is null)
            return new ChangeResult(null, KeyStatus.Fresh);
        Watch(expectation.ApplicationId, expectation.FulfilledWhen.KeyPointer);
        return ModelCatalog.Once(state, key, () =>
        {
            Add(expectation);
            return expectation.PublicId;
        });
    });

    public ValueTask<Expectation?> FindAsync(int application, Ksuid id) => state.Look(() => Find(application, id));

    public ValueTask<IReadOnlyList<Poll>> PollsAsync(Expectation expectation) => state.Look<IReadOnlyList<Poll>>(() =>
        [.. state.Polls.Where(poll => poll.Expectation == expectation.Row).Select(static poll => poll.Poll).TakeLast(100)]);

    public ValueTask<HistoryPage<Expectation>> ListAsync(int application, ExpectationFilter filter, PageRequest page) => state.Look(() => ModelPages.Of(
        state.Expectations.Where(expectation => expectation.ApplicationId == application && (filter.Key is null || expectation.Key == filter.Key))
            .OrderBy(static expectation => expectation.Id).Select(expectation => new ListRow<Expectation>(
                0, expectation.Id, filter.Status is null || filter.Status == expectation.Status, () => Shown(expectation))),
        page, static _ => null,
        static expectation => PageRequest.RowBytes + 100L + (expectation.Poll?.Body is { } body ? body.GetRawText().Length : 0)));

    public ValueTask<ExpectationStatus?> CancelAsync(int application, Ksuid id) => state.Do(() =>
    {
        if (Find(application, id) is not { } expectation)
            return (ExpectationStatus?)null;
        return expectation.Due is null ? expectation.Status : End(expectation, ExpectationStatus.Canceled, null);
    });

    /// <summary>A message was posted to an application: a rule of some source may expect what follows.</summary>
    public void Sent(Message message) => Apply(message, rule => rule.Rule.On.ApplicationId == message.ApplicationId);

    /// <summary>An event was accepted: it fulfils all that it meets and that haven't ended, and a rule may expect what follows it.</summary>
    public void Came(Message message)
    {
        foreach (var open in state.Expectations.FindAll(expectation => expectation.Due is not null && IsMetBy(expectation, message)))
            End(open, ExpectationStatus.Fulfilled, message.Seq);
        Apply(message, rule => rule.Rule.On.ApplicationId is null && rule.Source == message.ApplicationId);
    }

    /// <summary>The event made of an answer for which this one would have stood, had it not come late; within the window of its source.</summary>
    public long? MadeOf(Message message)
    {
        if (state.Catalog.Source(message.ApplicationId) is not { } source)
            return null;
        var after = message.AcceptedAt - (long)source.Duplicates.Window.TotalMilliseconds;
        return state.Expectations.FindLast(expectation =>
            expectation is { Status: ExpectationStatus.Reconciled, Event: { } seq } && expectation.UpdatedAt > after
            && state.Message(seq) is { } made && expectation.FulfilledWhen.AreSame(made, message) && IsMetBy(expectation, message))?.Event;
    }

    public void Watch(Source source)
    {
        foreach (var rule in source.Expectations)
            Watch(source.ApplicationId, rule.FulfilledWhen.KeyPointer);
    }

    public ExpectationStatus End(Expectation expectation, ExpectationStatus status, long? @event)
    {
        Change(expectation, current => current with { Status = status, Due = null, Event = @event, UpdatedAt = state.Now });
        return status;
    }

    public void Change(Expectation expectation, Func<Expectation, Expectation> change) =>
        state.Expectations.Change(other => other.Row == expectation.Row, change);

    public Expectation Shown(Expectation expectation) =>
        expectation with { EventId = expectation.Event is { } seq ? state.Message(seq)?.Id : null };

    private static bool IsMetBy(Expectation expectation, Message message) =>
        message.ApplicationId == expectation.ApplicationId
        && expectation.FulfilledWhen.IsMetBy(expectation.Key, message.EventType, message.Json.Span);

    private Expectation? Find(int application, Ksuid id) =>
        state.Expectations.Find(expectation => expectation.ApplicationId == application && expectation.Id == id) is { } found ? Shown(found) : null;

    /// <summary>Fulfilled already, if its event came within its look-back.</summary>
    private void Add(Expectation expectation)
    {
        var earlier = state.Messages.FindLast(message =>
            message.AcceptedAt >= expectation.CreatedAt - expectation.LookBack && IsMetBy(expectation, message));
        state.Expectations.Add(expectation with
        {
            Row = state.Next.Other(),
            Status = earlier is null ? ExpectationStatus.Open : ExpectationStatus.Fulfilled,
            Due = earlier is null ? expectation.Due : null,
            Event = earlier?.Seq,
        });
        if (earlier is null && expectation.Due is { } due)
            state.Tell(() => state.ExpectationDue(due));
    }

    /// <summary>A rule expects the same once at a time.</summary>
    private void Apply(Message message, Func<RulePlan, bool> isMeant)
    {
        foreach (var rule in state.Catalog.Sources.SelectMany(static source => source.Expectations.Select(rule => new RulePlan(source.ApplicationId, rule))).Where(isMeant))
        {
            try
            {
                if (rule.ExpectationAfter(message, state.Ids.Next(), state.Now) is { } expectation && !state.Expectations.Exists(other =>
                    other.Due is not null && (other.ApplicationId, other.Rule, other.Key) == (expectation.ApplicationId, expectation.Rule, expectation.Key)))
                    Add(expectation);
            }
            catch (RenderException)
            {
                // A message that lacks what the rule's poll needs is accepted all the same.
                continue;
            }
        }
    }

    private void Watch(int application, string pointer)
    {
        var watched = new WatchRow(application, pointer);
        if (state.Watched.Contains(watched))
            return;
        if (state.Watched.Count(other => other.Application == application) == TooManyPointersException.Most)
            throw new TooManyPointersException();
        state.Watched.Add(watched);
    }
}

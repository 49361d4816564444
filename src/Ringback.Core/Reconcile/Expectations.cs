using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Templates;

namespace Ringback.Core.Reconcile;

/// <summary>
/// The rules of what is expected: what comes is held against it in the batch that accepts it. A source for which something was expected
/// costs its events a pass over the body and a look-up for each key found there.
/// </summary>
internal sealed class Expectations(
    IWriteBatch batch, IExpectationRows rows, SourceWatches watches, Catalog.Catalog catalog, IdSource ids) : ISentMessages, IAwaitedEvents
{
    /// <value>Expectations of one key that an event is held against: the latest.</value>
    public const int MostAbout = 1000;

    /// <value>Earlier events about one object that an expectation looks at.</value>
    public const int MostEarlier = 100;

    public ISighting? SightingOf(Message message)
    {
        if (watches.Find(message.ApplicationId) is not { } watch)
            return null;
        var keys = watch.Keys(message);
        List<Expectation>? about = null;
        if (watch.Live > 0)
            foreach (var hash in keys)
                (about ??= []).AddRange(rows.FindAbout(message.ApplicationId, hash, MostAbout));
        return new Sighting(this, message, watch, keys, about);
    }

    /// <summary>A message was posted to an application: a rule of some source may have waited for it.</summary>
    public void MessageSent(Message message)
    {
        if (watches.RulesOn(message.ApplicationId) is not { } rules)
            return;
        foreach (var rule in rules)
            Apply(rule, message);
    }

    /// <summary>Has every event of the source looked at where one will stand that is to be created.</summary>
    /// <returns>From which seq on they are; null when the source is gone.</returns>
    /// <exception cref="TooManyPointersException">The source is watched at as many pointers as may be.</exception>
    public long? Watch(Expectation expectation) =>
        catalog.Source(expectation.ApplicationId) is null ? null : watches.Track(expectation.ApplicationId, expectation.FulfilledWhen.KeyPointer);

    /// <summary>Keeps one that somebody asked for.</summary>
    /// <param name="earlier">As in <see cref="Add"/>.</param>
    /// <returns>Its public id; null when the source is gone.</returns>
    public string? Create(Expectation expectation, long? earlier)
    {
        if (catalog.Source(expectation.ApplicationId) is null)
            return null;
        Add(expectation, earlier);
        return expectation.PublicId;
    }

    /// <summary>Cancels one, unless it has ended.</summary>
    /// <returns>Its status from then on.</returns>
    public ExpectationStatus Cancel(Expectation expectation)
    {
        if (expectation.Due is null)
            return expectation.Status;
        End(expectation, ExpectationStatus.Canceled, null);
        return ExpectationStatus.Canceled;
    }

    /// <summary>Keeps a new one: fulfilled already, if its event has come.</summary>
    /// <param name="earlier">The event, where it was found among those that were not looked at when they came.</param>
    public void Add(Expectation expectation, long? earlier)
    {
        var hash = ObjectKey.HashOf(expectation.ApplicationId, expectation.Key);
        var found = FindEarlier(expectation, hash) ?? earlier;
        var status = found is null ? ExpectationStatus.Open : ExpectationStatus.Fulfilled;
        var due = found is null ? expectation.Due : null;
        rows.Add(expectation with { Status = status, Due = due, Event = found }, hash);
        batch.AfterCommit(() => ReconcileMetrics.Count(status));
        if (found is not null)
            return;
        watches.Live(expectation.ApplicationId, +1);
        if (due is { } at)
            rows.TellDue(at);
    }

    /// <summary>Ends one that hasn't ended.</summary>
    public void End(Expectation expectation, ExpectationStatus status, long? @event)
    {
        rows.End(expectation, status, @event, batch.Now);
        // What was reconciled is still of use: a late webhook is its duplicate.
        if (status != ExpectationStatus.Reconciled)
            watches.Live(expectation.ApplicationId, -1);
        batch.AfterCommit(() => ReconcileMetrics.Count(status));
    }

    /// <summary>What was taken for reconciled was fulfilled: its event had come.</summary>
    public void Correct(Expectation expectation, ExpectationStatus status, long @event)
    {
        rows.End(expectation, status, @event, batch.Now);
        watches.Live(expectation.ApplicationId, -1);
    }

    /// <summary>The event made of an answer, which this one would have been, had it not come late.</summary>
    private long? Earlier(Sighting sighting)
    {
        var message = sighting.Message;
        if (sighting.About is null || catalog.Source(message.ApplicationId) is not { } source)
            return null;
        // As long as a duplicate is known: what is about the same object months later is news.
        var after = message.AcceptedAt - (long)source.Duplicates.Window.TotalMilliseconds;
        foreach (var expectation in sighting.About)
        {
            if (expectation is { Status: ExpectationStatus.Reconciled, Event: { } seq } && expectation.UpdatedAt > after
                && rows.FindMessage(seq) is { } made && expectation.FulfilledWhen.AreSame(made, message)
                && expectation.FulfilledWhen.IsMetBy(expectation.Key, message.EventType, message.Json.Span))
                return seq;
        }

        return null;
    }

    /// <summary>An event was accepted: fulfils what it meets, and is expected to be followed as the rules say.</summary>
    private void Came(Sighting sighting)
    {
        var message = sighting.Message;
        foreach (var hash in sighting.Keys)
            rows.KeepEvent(message.Seq, hash);
        foreach (var expectation in sighting.About ?? [])
        {
            if (expectation.Due is not null
                && expectation.FulfilledWhen.IsMetBy(expectation.Key, message.EventType, message.Json.Span))
                End(expectation, ExpectationStatus.Fulfilled, message.Seq);
        }

        foreach (var rule in sighting.Watch.Rules)
            Apply(rule, message);
    }

    private void Apply(RulePlan rule, Message message)
    {
        try
        {
            if (rule.ExpectationAfter(message, ids.NextAt(batch.Now), batch.Now) is { } expectation && !IsWaiting(expectation))
                Add(expectation, earlier: null);
        }
        catch (RenderException)
        {
            // The message is accepted all the same: what a rule can't make of it is counted.
            batch.AfterCommit(ReconcileMetrics.RuleFailed);
        }
    }

    /// <summary>Whether the same rule waits for the same object already.</summary>
    private bool IsWaiting(Expectation expectation)
    {
        foreach (var other in rows.FindAbout(expectation.ApplicationId, ObjectKey.HashOf(expectation.ApplicationId, expectation.Key), MostAbout))
            if (other.Due is not null && other.Rule == expectation.Rule && other.Key == expectation.Key)
                return true;
        return false;
    }

    private long? FindEarlier(Expectation expectation, long hash)
    {
        foreach (var seq in rows.FindEvents(hash, MostEarlier))
        {
            if (rows.FindMessage(seq) is not { } message || message.AcceptedAt < expectation.CreatedAt - expectation.LookBack)
                return null;
            if (message.ApplicationId == expectation.ApplicationId
                && expectation.FulfilledWhen.IsMetBy(expectation.Key, message.EventType, message.Json.Span))
                return seq;
        }

        return null;
    }

    /// <summary>What an event is about.</summary>
    /// <param name="Keys">Hashes of the keys that stand where the source is watched.</param>
    /// <param name="About">Expectations that have one of these hashes and are of use; null: none.</param>
    private sealed record Sighting(Expectations Rules, Message Message, SourceWatch Watch, List<long> Keys, List<Expectation>? About) : ISighting
    {
        public long? Earlier() => Rules.Earlier(this);

        public void Fulfil() => Rules.Came(this);
    }
}

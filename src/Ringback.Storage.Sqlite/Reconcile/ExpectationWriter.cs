using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Messages;
using Ringback.Core.Reconcile;
using Ringback.Core.Templates;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Reconcile;

/// <summary>
/// Holds what comes against what is expected, in the commit that accepts it. A source for which nothing was ever expected costs a
/// look into a dictionary; another, a pass over the body and a look-up for each key found there.
/// </summary>
internal sealed class ExpectationWriter : ISentMessages, IAwaitedEvents
{
    /// <value>Expectations of one key that an event is held against: the latest.</value>
    private const int MostAbout = 1000;

    /// <value>Earlier events about one object that an expectation looks at.</value>
    private const int MostEarlier = 100;

    private readonly WriteSession _session;
    private readonly Dictionary<int, SourceWatch> _watches = [];
    private readonly Dictionary<int, List<RulePlan>> _sent = [];
    private readonly Statement _insert;
    private readonly Statement _about;
    private readonly Statement _end;
    private readonly Statement _keep;
    private readonly Statement _earlier;
    private bool _rulesChanged = true;

    public ExpectationWriter(WriteSession session)
    {
        _session = session;
        var database = session.Database;
        _insert = database.Prepare(
            "insert into expectation (app, ksuid, hash, status, due, polls, event, updated, key, doc, sealed) values (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)");
        _about = database.Prepare(
            $"select {ExpectationDocument.Columns} from expectation e indexed by expectation_live "
            + $"where e.app = ? and e.hash = ? and (e.due is not null or e.status = 3) order by e.id desc limit {MostAbout}");
        _end = database.Prepare("update expectation set status = ?, due = null, event = ?, updated = ? where id = ?");
        _keep = database.Prepare("insert into event_key (seq, hash) values (?, ?) on conflict do nothing");
        _earlier = database.Prepare($"select seq from event_key indexed by event_key_hash where hash = ? order by seq desc limit {MostEarlier}");
        Load();
    }

    /// <summary>A source was put or removed: the rules are read again when they are needed.</summary>
    /// <param name="source">The one put; null when it was removed.</param>
    /// <exception cref="TooManyPointersException">Its rules watch too many places.</exception>
    public void Changed(Source? source)
    {
        _rulesChanged = true;
        _session.OnUndo(() => _rulesChanged = true);
        foreach (var rule in source?.Expectations ?? [])
            Track(source!.ApplicationId, rule.FulfilledWhen.KeyPointer);
    }

    /// <summary>What an event is about, as far as anybody waits for that; empty keys when nobody does.</summary>
    public ISighting? See(Message message)
    {
        if (Watch(message.ApplicationId) is not { } watch)
            return null;
        var keys = watch.Keys(message);
        List<Expectation>? about = null;
        if (watch.Live > 0)
        {
            foreach (var hash in keys)
            {
                _about.Bind(message.ApplicationId).Bind(hash);
                while (_about.Step())
                    (about ??= []).Add(ExpectationDocument.Read(_about, _session.Texts));
            }
        }

        return new Sighting(this, message, watch, keys, about);
    }

    /// <summary>The event made of an answer, which this one would have been, had it not come late.</summary>
    private long? Earlier(Sighting sighting, Message message)
    {
        if (sighting.About is null || _session.Catalog.Source(message.ApplicationId) is not { } source)
            return null;
        // As long as a duplicate is known: what is about the same object months later is news.
        var after = message.AcceptedAt - (long)source.Duplicates.Window.TotalMilliseconds;
        foreach (var expectation in sighting.About)
        {
            if (expectation is { Status: ExpectationStatus.Reconciled, Event: { } seq } && expectation.UpdatedAt > after
                && _session.MessageRows.FindMessage(seq) is { } made && expectation.FulfilledWhen.AreSame(made, message)
                && expectation.FulfilledWhen.IsMetBy(expectation.Key, message.EventType, message.Json.Span))
                return seq;
        }

        return null;
    }

    /// <summary>An event was accepted: fulfils what it meets, and is expected to be followed as the rules say.</summary>
    private void Came(Sighting sighting, Message message)
    {
        foreach (var hash in sighting.Keys)
            _keep.Bind(message.Seq).Bind(hash).Run();
        foreach (var expectation in sighting.About ?? [])
        {
            if (expectation.Due is not null
                && expectation.FulfilledWhen.IsMetBy(expectation.Key, message.EventType, message.Json.Span))
                End(expectation, ExpectationStatus.Fulfilled, message.Seq);
        }

        foreach (var rule in sighting.Watch.Rules)
            Apply(rule, message);
    }

    /// <summary>A message was posted to an application: a rule of some source may have waited for it.</summary>
    public void Sent(Message message)
    {
        if (_rulesChanged)
            ReadRules();
        if (_sent.Count == 0 || !_sent.TryGetValue(message.ApplicationId, out var rules))
            return;
        foreach (var rule in rules)
            Apply(rule, message);
    }

    /// <summary>Sees to it that events are looked at there.</summary>
    /// <returns>From which seq on they are.</returns>
    /// <exception cref="TooManyPointersException">It is one too many.</exception>
    public long Track(int application, string pointer)
    {
        // Not by the rules, which may be those of a change that isn't in the catalog yet.
        var watch = _watches.GetValueOrDefault(application) ?? New(application);
        if (watch.Since(pointer) is { } since)
            return since;
        if (watch.Pointers == TooManyPointersException.Most)
            throw new TooManyPointersException();
        since = _session.NextSeq;
        _session.Database.Prepared("insert into watched (app, pointer, since) values (?, ?, ?)").Bind(application).Bind(pointer).Bind(since).Run();
        watch.Add(pointer, since);
        _session.OnUndo(() => watch.Remove(pointer));
        return since;
    }

    /// <summary>Keeps a new one: fulfilled already, if its event has come.</summary>
    /// <param name="earlier">The event, where it was found among those that were not looked at when they came.</param>
    public void Insert(Expectation expectation, long? earlier)
    {
        var hash = ObjectKey.HashOf(expectation.ApplicationId, expectation.Key);
        var found = FindEarlier(expectation, hash) ?? earlier;
        var status = found is null ? ExpectationStatus.Open : ExpectationStatus.Fulfilled;
        _insert.Bind(expectation.ApplicationId).Bind(expectation.Id.ToBytes()).Bind(hash).Bind((long)status)
            .Bind(found is null ? expectation.Due : null).Bind(found).Bind(expectation.UpdatedAt).Bind(expectation.Key)
            .Bind(ExpectationDocument.TextOf(expectation, _session.Texts)).Bind(expectation.Sealed).Run();
        _session.AfterCommit(() => ReconcileMetrics.Count(status));
        if (found is not null)
            return;
        Live(expectation.ApplicationId, +1);
        if (expectation.Due is { } due)
            _session.AfterCommit(() => _session.Listeners.ExpectationDue(due));
    }

    /// <summary>Ends one that hasn't ended.</summary>
    public void End(Expectation expectation, ExpectationStatus status, long? @event)
    {
        _end.Bind((long)status).Bind(@event).Bind(_session.Now).Bind(expectation.Row).Run();
        // What was reconciled is still of use: a late webhook is its duplicate.
        if (status != ExpectationStatus.Reconciled)
            Live(expectation.ApplicationId, -1);
        _session.AfterCommit(() => ReconcileMetrics.Count(status));
    }

    /// <summary>What was taken for reconciled was fulfilled: its event had come.</summary>
    public void Correct(Expectation expectation, ExpectationStatus status, long @event)
    {
        _end.Bind((long)status).Bind(@event).Bind(_session.Now).Bind(expectation.Row).Run();
        Live(expectation.ApplicationId, -1);
    }

    /// <summary>Nothing comes from a source that is gone.</summary>
    public void ForgetGone()
    {
        _session.Database.Prepared("delete from schedule where app not in (select app from source)").Run();
        foreach (var (application, watch) in _watches)
        {
            if (_session.Catalog.Source(application) is not null || watch.Live > 0)
                continue;
            foreach (var pointer in watch.Names)
            {
                var since = watch.Since(pointer)!.Value;
                _session.Database.Prepared("delete from watched where app = ? and pointer = ?").Bind(application).Bind(pointer).Run();
                watch.Remove(pointer);
                _session.OnUndo(() => watch.Add(pointer, since));
            }
        }
    }

    /// <summary>One that counted among the live is gone.</summary>
    public void Live(int application, int change)
    {
        var watch = Watch(application) ?? New(application);
        watch.Live += change;
        _session.OnUndo(() => watch.Live -= change);
    }

    private void Apply(RulePlan rule, Message message)
    {
        try
        {
            if (rule.Of(message, _session.Ids.NextAt(_session.Now), _session.Now) is { } expectation && !IsWaiting(expectation))
                Insert(expectation, earlier: null);
        }
        catch (RenderException)
        {
            // The message is accepted all the same: what a rule can't make of it is counted.
            _session.AfterCommit(ReconcileMetrics.RuleFailed);
        }
    }

    /// <summary>Whether the same rule waits for the same object already.</summary>
    private bool IsWaiting(Expectation expectation)
    {
        var waits = false;
        _about.Bind(expectation.ApplicationId).Bind(ObjectKey.HashOf(expectation.ApplicationId, expectation.Key));
        while (_about.Step())
        {
            var other = ExpectationDocument.Read(_about, _session.Texts);
            waits |= other.Due is not null && other.Rule == expectation.Rule && other.Key == expectation.Key;
        }

        return waits;
    }

    private long? FindEarlier(Expectation expectation, long hash)
    {
        List<long>? seqs = null;
        _earlier.Bind(hash);
        while (_earlier.Step())
            (seqs ??= []).Add(_earlier.Int64(0));
        foreach (var seq in seqs ?? [])
        {
            if (_session.MessageRows.FindMessage(seq) is not { } message || message.AcceptedAt < expectation.CreatedAt - expectation.LookBack)
                return null;
            if (message.ApplicationId == expectation.ApplicationId
                && expectation.FulfilledWhen.IsMetBy(expectation.Key, message.EventType, message.Json.Span))
                return seq;
        }

        return null;
    }

    private SourceWatch? Watch(int application)
    {
        if (_rulesChanged)
            ReadRules();
        return _watches.GetValueOrDefault(application);
    }

    private SourceWatch New(int application) => _watches[application] = new SourceWatch();

    private void ReadRules()
    {
        _rulesChanged = false;
        _sent.Clear();
        foreach (var watch in _watches.Values)
            watch.Rules.Clear();
        foreach (var source in _session.Catalog.Sources)
            foreach (var rule in source.Expectations)
                Add(new RulePlan(source.ApplicationId, rule));
    }

    private void Add(RulePlan plan)
    {
        var watch = _watches.GetValueOrDefault(plan.Source) ?? New(plan.Source);
        if (plan.Rule.On.ApplicationId is not { } application)
            watch.Rules.Add(plan);
        else if (_sent.TryGetValue(application, out var rules))
            rules.Add(plan);
        else
            _sent[application] = [plan];
    }

    private void Load()
    {
        using (var rows = _session.Database.Prepare("select app, pointer, since from watched"))
            while (rows.Step())
                (_watches.GetValueOrDefault(rows.Int32(0)) ?? New(rows.Int32(0))).Add(rows.Text(1), rows.Int64(2));
        using (var rows = _session.Database.Prepare("select app, count(*) from expectation where due is not null or status = 3 group by app"))
            while (rows.Step())
                (_watches.GetValueOrDefault(rows.Int32(0)) ?? New(rows.Int32(0))).Live = rows.Int32(1);
    }

    /// <summary>What an event is about.</summary>
    /// <param name="Keys">Hashes of the keys that stand where the source is watched.</param>
    /// <param name="About">Expectations that have one of these hashes and are of use; null: none.</param>
    private sealed record Sighting(ExpectationWriter Writer, Message Message, SourceWatch Watch, List<long> Keys, List<Expectation>? About) : ISighting
    {
        public long? Earlier() => Writer.Earlier(this, Message);

        public void Came() => Writer.Came(this, Message);
    }
}

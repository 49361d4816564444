using Ringback.Core.Catalog;
using Ringback.Core.Commit;

namespace Ringback.Core.Reconcile;

/// <summary>
/// Where events are looked at, source by source, in memory: a source for which nothing was ever expected costs its events a look into a
/// dictionary. For the writer's thread.
/// </summary>
internal sealed class SourceWatches
{
    private readonly IWriteBatch _batch;
    private readonly IExpectationRows _rows;
    private readonly Catalog.Catalog _catalog;
    // By source: one of which anything was ever expected, until ForgetGone finds that it is gone.
    private readonly Dictionary<int, SourceWatch> _watches = [];

    // By application: the rules that there are, read anew when one changes.
    private readonly Dictionary<int, List<RulePlan>> _sent = [];
    private bool _rulesChanged = true;

    public SourceWatches(IWriteBatch batch, IExpectationRows rows, Catalog.Catalog catalog, in ExpectationState state)
    {
        (_batch, _rows, _catalog) = (batch, rows, catalog);
        foreach (var (application, pointer, since) in state.Watched)
            WatchOf(application).Add(pointer, since);
        foreach (var (application, count) in state.Live)
            WatchOf(application).Live = count;
    }

    /// <summary>The watch of a source; null when nothing was ever expected of it.</summary>
    public SourceWatch? Find(int application)
    {
        ReadRules();
        return _watches.GetValueOrDefault(application);
    }

    /// <summary>Rules that wait for messages sent to an application; null when there is none.</summary>
    public List<RulePlan>? RulesOn(int application)
    {
        ReadRules();
        return _sent.Count == 0 ? null : _sent.GetValueOrDefault(application);
    }

    /// <summary>A source was put or removed: the rules are read again when they are needed.</summary>
    /// <param name="source">The one put; null when it was removed.</param>
    /// <exception cref="TooManyPointersException">Its rules watch too many places.</exception>
    public void Changed(Source? source)
    {
        _rulesChanged = true;
        _batch.OnUndo(() => _rulesChanged = true);
        foreach (var rule in source?.Expectations ?? [])
            Track(source!.ApplicationId, rule.FulfilledWhen.KeyPointer);
    }

    /// <summary>Sees to it that events are looked at there.</summary>
    /// <returns>From which seq on they are.</returns>
    /// <exception cref="TooManyPointersException">It is one too many.</exception>
    public long Track(int application, string pointer)
    {
        // Not by the rules, which may be those of a change that isn't in the catalog yet.
        var watch = WatchOf(application);
        if (watch.Since(pointer) is { } known)
            return known;
        if (watch.Pointers == TooManyPointersException.Most)
            throw new TooManyPointersException();
        var since = _batch.NextSeq;
        _rows.Watch(application, pointer, since);
        watch.Add(pointer, since);
        _batch.OnUndo(() => watch.Remove(pointer));
        return since;
    }

    /// <summary>So many more expectations of a source count among the live.</summary>
    public void Live(int application, int change)
    {
        var watch = WatchOf(application);
        watch.Live += change;
        _batch.OnUndo(() => watch.Live -= change);
    }

    /// <summary>Nothing comes from a source that is gone.</summary>
    public void ForgetGone()
    {
        foreach (var (application, watch) in _watches)
        {
            if (_catalog.Source(application) is not null || watch.Live > 0)
                continue;
            foreach (var pointer in watch.Names)
            {
                var since = watch.Since(pointer)!.Value;
                _rows.Unwatch(application, pointer);
                watch.Remove(pointer);
                _batch.OnUndo(() => watch.Add(pointer, since));
            }

            _watches.Remove(application);
            _batch.OnUndo(() => _watches[application] = watch);
        }
    }

    private SourceWatch WatchOf(int application) =>
        _watches.TryGetValue(application, out var watch) ? watch : _watches[application] = new SourceWatch();

    private void ReadRules()
    {
        if (!_rulesChanged)
            return;
        _rulesChanged = false;
        _sent.Clear();
        foreach (var watch in _watches.Values)
            watch.Rules.Clear();
        foreach (var source in _catalog.Sources)
            foreach (var rule in source.Expectations)
                Add(new RulePlan(source.ApplicationId, rule));
    }

    private void Add(RulePlan plan)
    {
        var watch = WatchOf(plan.Source);
        if (plan.Rule.On.ApplicationId is not { } application)
            watch.Rules.Add(plan);
        else if (_sent.TryGetValue(application, out var rules))
            rules.Add(plan);
        else
            _sent[application] = [plan];
    }
}

using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;

namespace Ringback.Storage.Contracts.Model;

/// <summary>A change happens as a whole, once for each key; when it throws it never happened.</summary>
internal sealed class ModelCatalog(ModelState state, ModelAccept accept, ModelExpectations expectations) : ICatalogStore
{
    public Catalog Catalog => state.Catalog;

    public ValueTask<ChangeResult> ChangeAsync(IdempotencyKey? key, Func<CatalogDraft, string?> change) =>
        state.Do(() => Once(state, key, () =>
        {
            var draft = new ModelDraft(state, accept, expectations);
            try
            {
                return change(draft);
            }
            catch
            {
                draft.TakeBack();
                throw;
            }
        }));

    /// <summary>Runs a change unless one with this key is on record: its reference is given again, or the key was used for another body.</summary>
    public static ChangeResult Once(ModelState state, IdempotencyKey? key, Func<string?> change)
    {
        if (key is not { } wanted)
            return new ChangeResult(change(), KeyStatus.Fresh);
        if (state.Key(wanted.Hash) is { } known)
            return new ChangeResult(known.Reference, known.Body == wanted.Body ? KeyStatus.Replayed : KeyStatus.Reused);
        var reference = change();
        var lifetime = wanted.MadeUp ? IdempotencyKey.MadeUpLifetime : IdempotencyKey.ChosenLifetime;
        state.Keep(new KeyRow(wanted.Hash, null, reference, wanted.Body, state.Now + lifetime));
        return new ChangeResult(reference, KeyStatus.Fresh);
    }
}

/// <summary>What is removed takes along what belongs to it; its ids are never given again.</summary>
internal sealed class ModelDraft(ModelState state, ModelAccept accept, ModelExpectations expectations) : CatalogDraft
{
    private readonly Stack<Action> _undo = [];

    public override Catalog Catalog => state.Catalog;

    public override int NextId<TEntry>() =>
        typeof(TEntry) == typeof(Application) ? state.Next.Application++
        : typeof(TEntry) == typeof(Endpoint) ? state.Next.Endpoint++
        : typeof(TEntry) == typeof(SourceOperation) ? state.Next.Operation++
        : throw new ArgumentException($"{typeof(TEntry).Name} has no id of this kind.", nameof(TEntry));

    public override Organisation Organisation(string publicId)
    {
        if (Catalog.FindOrganisation(publicId) is { } known)
            return known;
        var made = new Organisation((int)state.Next.Other(), publicId);
        PutInCatalog(made);
        return made;
    }

    public override int UrlId(string url)
    {
        if (!state.Urls.Contains(url))
            state.Urls.Add(url);
        return state.Urls.IndexOf(url) + 1;
    }

    public override void Put(CatalogEntry entry)
    {
        var before = Catalog.Current(entry);
        PutInCatalog(entry);
        if (entry is Source source)
        {
            expectations.Watch(source);
            state.Tell(state.SourceChanged);
        }

        if (entry is not Destination endpoint)
            return;
        // Whoever repairs an endpoint, or enables it again, begins anew.
        if (endpoint.Disabled || (before is Destination old && old.UrlId != endpoint.UrlId))
            state.Failing.RemoveAll(failing => failing.Endpoint == endpoint.Id);
        if (before is not null)
            state.Tell(() => state.Intake.EndpointChanged(endpoint.Id));
    }

    public override void Remove(CatalogEntry entry)
    {
        if (Catalog.Current(entry) is not { } current)
            return;
        switch (current)
        {
            case Application application:
                var endpoints = Catalog.EndpointsOf(application.Id);
                foreach (var id in endpoints.Page(0, int.MaxValue, descending: false).Concat(endpoints.Operations()))
                    Remove(Catalog.Destination(id)!);
                if (Catalog.Source(application.Id) is { } itsSource)
                    Remove(itsSource);
                break;
            case Source source:
                state.Refused.RemoveAll(refused => refused.ApplicationId == source.ApplicationId);
                state.RefusedCounts.RemoveAll(count => count.ApplicationId == source.ApplicationId);
                state.Tell(state.SourceChanged);
                break;
            case Destination endpoint:
                state.Gone.Add(new GoneRow(endpoint.Id, endpoint.Ksuid));
                state.Failing.RemoveAll(failing => failing.Endpoint == endpoint.Id);
                state.Cursors.RemoveAll(cursor => cursor.Endpoint == endpoint.Id);
                state.Tell(() => state.Intake.EndpointChanged(endpoint.Id));
                break;
        }

        Catalog.Remove(current);
        _undo.Push(() => Catalog.Put(current));
    }

    public override void Start(Job job)
    {
        state.Jobs.Add(job with { Key = state.Next.Other() });
        state.Tell(state.JobAdded);
    }

    public override void Emit(NewMessage message) => accept.Accept(message);

    public void TakeBack()
    {
        foreach (var back in _undo)
            back();
    }

    private void PutInCatalog(CatalogEntry entry)
    {
        var before = Catalog.Put(entry);
        _undo.Push(() =>
        {
            if (before is null)
                Catalog.Remove(entry);
            else
                Catalog.Put(before);
        });
    }
}

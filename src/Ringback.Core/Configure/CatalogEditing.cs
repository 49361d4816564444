using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Deliver;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Core.Reconcile;

namespace Ringback.Core.Configure;

/// <summary>
/// The rule of changing the catalog: what goes with what, and who is told. Each change is on record and in memory, where it is taken back with
/// its batch.
/// </summary>
internal sealed class CatalogEditing(
    IWriteBatch batch, ICatalogRows rows, StoreListeners listeners, Catalog.Catalog catalog, IJobRows jobs, SourceWatches watches, MessageAcceptance messages)
    : CatalogDraft
{
    public override Catalog.Catalog Catalog => catalog;

    public override int NextId<TEntry>() => rows.NextId<TEntry>();

    public override Organisation Organisation(string publicId)
    {
        if (catalog.FindOrganisation(publicId) is { } known)
            return known;
        var organisation = new Organisation(rows.AddOrganisation(publicId), publicId);
        Remember(organisation);
        return organisation;
    }

    public override int UrlId(string url) => rows.UrlId(url);

    public override void Put(CatalogEntry entry)
    {
        rows.Put(entry);
        if (entry is Source source)
            TellOfSource(source);
        // Whoever repairs an endpoint, or enables it again, begins anew.
        if (entry is Destination destination
            && (destination.Disabled || (catalog.Destination(destination.Id) is { } before && before.UrlId != destination.UrlId)))
            rows.ForgetFailing(destination.Id);
        Remember(entry);
    }

    /// <summary>Removes an entry, if it is there; an application with its destinations and its source.</summary>
    public override void Remove(CatalogEntry entry)
    {
        if (catalog.Current(entry) is not { } current)
            return;
        if (current is Application application)
            RemoveWhatBelongsTo(application);
        rows.Remove(current);
        if (current is Source)
            TellOfSource(null);
        if (current is Destination destination)
        {
            rows.ForgetFailing(destination.Id);
            Tell(destination);
        }

        catalog.Remove(current);
        batch.OnUndo(() => catalog.Put(current));
    }

    public override void Start(Job job)
    {
        jobs.Add(job);
        batch.AfterCommit(listeners.JobAdded);
    }

    public override void Emit(NewMessage message) => messages.Emit(message);

    private void RemoveWhatBelongsTo(Application application)
    {
        var endpoints = catalog.EndpointsOf(application.Id);
        foreach (var id in endpoints.Page(0, int.MaxValue, descending: false).Concat(endpoints.Operations()))
            if (catalog.Destination(id) is { } its)
                Remove(its);
        if (catalog.Source(application.Id) is { } source)
            Remove(source);
    }

    private void Remember(CatalogEntry entry)
    {
        var before = catalog.Put(entry);
        batch.OnUndo(() =>
        {
            if (before is null)
                catalog.Remove(entry);
            else
                catalog.Put(before);
        });
        if (entry is Destination destination && before is not null)
            Tell(destination);
    }

    private void TellOfSource(Source? source)
    {
        watches.Changed(source);
        batch.AfterCommit(listeners.SourceChanged);
    }

    private void Tell(Destination destination) => batch.AfterCommit(() => listeners.Intake.EndpointChanged(destination.Id));
}

using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Catalogs;

/// <summary>Writes changes of the catalog into the transaction under way and into memory, where they are undone if it fails.</summary>
internal sealed class SqliteCatalogDraft : CatalogDraft
{
    private readonly WriteSession _session;
    private int _nextApplication;
    private int _nextEndpoint;
    private int _nextOperation;

    public SqliteCatalogDraft(WriteSession session)
    {
        _session = session;
        // Ids of what was deleted live on in history, so the next one comes after those too.
        _nextApplication = 1 + (int)Math.Max(Max("application", "id"), Max("message", "app", "message_app"));
        _nextEndpoint = 1 + LastBelow(OperationIds.First);
        _nextOperation = 1 + Math.Max(OperationIds.First - 1, LastBelow(int.MaxValue));
    }

    public override Catalog Catalog => _session.Catalog;

    public override int NextId<TEntry>() =>
        typeof(TEntry) == typeof(Application) ? _nextApplication++
        : typeof(TEntry) == typeof(Endpoint) ? _nextEndpoint++
        : typeof(TEntry) == typeof(SourceOperation) ? _nextOperation++
        : throw new ArgumentException($"{typeof(TEntry).Name} has no id of this kind.", nameof(TEntry));

    public override Organisation Organisation(string publicId)
    {
        if (Catalog.FindOrganisation(publicId) is { } known)
            return known;
        var id = (int)_session.Database.Prepared("insert into organisation (public_id) values (?) returning id").Bind(publicId).Scalar()!;
        var organisation = new Organisation(id, publicId);
        Remember(organisation);
        return organisation;
    }

    public override int UrlId(string url) =>
        (int)_session.Database
            .Prepared("insert into url (text) values (?) on conflict do update set text = text returning id").Bind(url).Scalar()!;

    public override void Put(CatalogEntry entry)
    {
        switch (entry)
        {
            case Application application:
                _session.Database.Prepared(
                        "insert into application (id, org, ksuid, doc) values (?, ?, ?, ?) on conflict do update set doc = excluded.doc")
                    .Bind(application.Id).Bind(application.Organisation.Id).Bind(application.Ksuid.ToBytes())
                    .Bind(DocumentText.Of(application)).Run();
                break;
            case Source source:
                _session.Database.Prepared(
                        "insert into source (app, doc, sealed) values (?, ?, ?) on conflict do update set doc = excluded.doc, sealed = excluded.sealed")
                    .Bind(source.ApplicationId).Bind(DocumentText.Of(source, Catalog.Application(source.ApplicationId)?.Ksuid ?? default, _session.Texts)).Bind(source.Sealed).Run();
                ToldOf(source);
                break;
            case Destination destination:
                _session.Database.Prepared(
                        "insert into endpoint (id, app, ksuid, doc, sealed) values (?, ?, ?, ?, ?) "
                        + "on conflict do update set doc = excluded.doc, sealed = excluded.sealed")
                    .Bind(destination.Id).Bind(destination.ApplicationId).Bind(destination.Ksuid.ToBytes())
                    .Bind(DocumentText.Of(destination, _session.Texts)).Bind(destination.Sealed).Run();
                // Whoever repairs an endpoint, or enables it again, begins anew.
                if (destination.Disabled || Catalog.Destination(destination.Id) is { } before && before.UrlId != destination.UrlId)
                    _session.Database.Prepared("delete from failing where ep = ?").Bind(destination.Id).Run();
                break;
            case EventType type:
                _session.Database.Prepared(
                        "insert into event_type (org, name, doc) values (?, ?, ?) on conflict do update set doc = excluded.doc")
                    .Bind(type.OrganisationId).Bind(type.Name).Bind(DocumentText.Of(type)).Run();
                break;
            default:
                throw new ArgumentException($"A {entry.GetType().Name} is not put.", nameof(entry));
        }

        Remember(entry);
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
                    if (Catalog.Destination(id) is { } its)
                        Remove(its);
                if (Catalog.Source(application.Id) is { } itsSource)
                    Remove(itsSource);
                _session.Database.Prepared("delete from application where id = ?").Bind(application.Id).Run();
                break;
            case Source source:
                _session.Database.Prepared("delete from source where app = ?").Bind(source.ApplicationId).Run();
                ToldOf(null);
                _session.Database.Prepared("delete from duplicate where seq = 0 and app = ?").Bind(source.ApplicationId).Run();
                Receive.RefusedStore.DropOf(_session.Database, source.ApplicationId);
                break;
            case Destination destination:
                _session.Database.Prepared("insert into gone (ep, ksuid, url) values (?, ?, ?) on conflict do nothing")
                    .Bind(destination.Id).Bind(destination.Ksuid.ToBytes()).Bind(destination.UrlId).Run();
                _session.Database.Prepared("delete from endpoint where id = ?").Bind(destination.Id).Run();
                _session.Database.Prepared("delete from failing where ep = ?").Bind(destination.Id).Run();
                _session.Database.Prepared("delete from poller where ep = ?").Bind(destination.Id).Run();
                Tell(destination);
                break;
            case EventType type:
                _session.Database.Prepared("delete from event_type where org = ? and name = ?").Bind(type.OrganisationId).Bind(type.Name).Run();
                break;
            default:
                throw new ArgumentException($"A {current.GetType().Name} is not removed.", nameof(entry));
        }

        Catalog.Remove(current);
        _session.OnUndo(() => Catalog.Put(current));
    }

    public override void Start(Job job)
    {
        _session.Jobs.Add(job);
        _session.AfterCommit(_session.Listeners.JobAdded);
    }

    public override void Emit(NewMessage message) => _session.Messages.Emit(message);

    private void Remember(CatalogEntry entry)
    {
        var before = Catalog.Put(entry);
        _session.OnUndo(() =>
        {
            if (before is null)
                Catalog.Remove(entry);
            else
                Catalog.Put(before);
        });
        if (entry is Destination destination && before is not null)
            Tell(destination);
    }

    private void ToldOf(Source? source)
    {
        _session.Watches.Changed(source);
        _session.AfterCommit(_session.Listeners.SourceChanged);
    }

    private void Tell(Destination destination) => _session.AfterCommit(() => _session.Listeners.Intake.EndpointChanged(destination.Id));

    private int LastBelow(int id) =>
        (int)Math.Max(
            _session.Database.Prepared("select max(id) from endpoint where id < ?").Bind(id).Scalar() ?? 0,
            _session.Database.Prepared("select max(ep) from gone where ep < ?").Bind(id).Scalar() ?? 0);

    private long Max(string table, string column, string? index = null) =>
        _session.Database.Prepared($"select max({column}) from {table}{(index is null ? "" : $" indexed by {index}")}").Scalar() ?? 0;
}

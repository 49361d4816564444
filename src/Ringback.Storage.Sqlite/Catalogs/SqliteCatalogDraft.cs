using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Configure;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Core.Reconcile;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Sealing;

namespace Ringback.Storage.Sqlite.Catalogs;

/// <summary>Writes changes of the catalog into the transaction under way and into memory, where they are undone if it fails.</summary>
internal sealed class SqliteCatalogDraft : CatalogDraft
{
    private readonly Database _database;
    private readonly IWriteBatch _batch;
    private readonly StoreListeners _listeners;
    private readonly SealedTexts _texts;
    private readonly IJobRows _jobs;
    private readonly SourceWatches _watches;
    private readonly MessageAcceptance _messages;
    private int _nextApplication;
    private int _nextEndpoint;
    private int _nextOperation;

    public SqliteCatalogDraft(
        Database database, IWriteBatch batch, StoreListeners listeners, Catalog catalog, SealedTexts texts, IJobRows jobs, SourceWatches watches,
        MessageAcceptance messages)
    {
        (_database, _batch, _listeners, Catalog, _texts, _jobs, _watches, _messages) = (database, batch, listeners, catalog, texts, jobs, watches, messages);
        // Ids of what was deleted live on in history, so the next one comes after those too.
        _nextApplication = 1 + (int)Math.Max(Max("application", "id"), Max("message", "app", "message_app"));
        _nextEndpoint = 1 + LastBelow(OperationIds.First);
        _nextOperation = 1 + Math.Max(OperationIds.First - 1, LastBelow(int.MaxValue));
    }

    public override Catalog Catalog { get; }

    public override int NextId<TEntry>() =>
        typeof(TEntry) == typeof(Application) ? _nextApplication++
        : typeof(TEntry) == typeof(Endpoint) ? _nextEndpoint++
        : typeof(TEntry) == typeof(SourceOperation) ? _nextOperation++
        : throw new ArgumentException($"{typeof(TEntry).Name} has no id of this kind.", nameof(TEntry));

    public override Organisation Organisation(string publicId)
    {
        if (Catalog.FindOrganisation(publicId) is { } known)
            return known;
        var id = (int)_database.Prepared("insert into organisation (public_id) values (?) returning id").Bind(publicId).Scalar()!;
        var organisation = new Organisation(id, publicId);
        Remember(organisation);
        return organisation;
    }

    public override int UrlId(string url) =>
        (int)_database
            .Prepared("insert into url (text) values (?) on conflict do update set text = text returning id").Bind(url).Scalar()!;

    public override void Put(CatalogEntry entry)
    {
        switch (entry)
        {
            case Application application:
                _database.Prepared(
                        "insert into application (id, org, ksuid, doc) values (?, ?, ?, ?) on conflict do update set doc = excluded.doc")
                    .Bind(application.Id).Bind(application.Organisation.Id).Bind(application.Ksuid.ToBytes())
                    .Bind(DocumentText.Serialize(application)).Run();
                break;
            case Source source:
                _database.Prepared(
                        "insert into source (app, doc, sealed) values (?, ?, ?) on conflict do update set doc = excluded.doc, sealed = excluded.sealed")
                    .Bind(source.ApplicationId).Bind(DocumentText.Serialize(source, Catalog.Application(source.ApplicationId)?.Ksuid ?? default, _texts)).Bind(source.Sealed).Run();
                ToldOf(source);
                break;
            case Destination destination:
                _database.Prepared(
                        "insert into endpoint (id, app, ksuid, doc, sealed) values (?, ?, ?, ?, ?) "
                        + "on conflict do update set doc = excluded.doc, sealed = excluded.sealed")
                    .Bind(destination.Id).Bind(destination.ApplicationId).Bind(destination.Ksuid.ToBytes())
                    .Bind(DocumentText.Serialize(destination, _texts)).Bind(destination.Sealed).Run();
                // Whoever repairs an endpoint, or enables it again, begins anew.
                if (destination.Disabled || Catalog.Destination(destination.Id) is { } before && before.UrlId != destination.UrlId)
                    _database.Prepared("delete from failing where ep = ?").Bind(destination.Id).Run();
                break;
            case EventType type:
                _database.Prepared(
                        "insert into event_type (org, name, doc) values (?, ?, ?) on conflict do update set doc = excluded.doc")
                    .Bind(type.OrganisationId).Bind(type.Name).Bind(DocumentText.Serialize(type)).Run();
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
                _database.Prepared("delete from application where id = ?").Bind(application.Id).Run();
                break;
            case Source source:
                _database.Prepared("delete from source where app = ?").Bind(source.ApplicationId).Run();
                ToldOf(null);
                _database.Prepared("delete from duplicate where seq = 0 and app = ?").Bind(source.ApplicationId).Run();
                Receive.RefusedRows.DropOf(_database, source.ApplicationId);
                break;
            case Destination destination:
                _database.Prepared("insert into gone (ep, ksuid, url) values (?, ?, ?) on conflict do nothing")
                    .Bind(destination.Id).Bind(destination.Ksuid.ToBytes()).Bind(destination.UrlId).Run();
                _database.Prepared("delete from endpoint where id = ?").Bind(destination.Id).Run();
                _database.Prepared("delete from failing where ep = ?").Bind(destination.Id).Run();
                _database.Prepared("delete from poller where ep = ?").Bind(destination.Id).Run();
                Tell(destination);
                break;
            case EventType type:
                _database.Prepared("delete from event_type where org = ? and name = ?").Bind(type.OrganisationId).Bind(type.Name).Run();
                break;
            default:
                throw new ArgumentException($"A {current.GetType().Name} is not removed.", nameof(entry));
        }

        Catalog.Remove(current);
        _batch.OnUndo(() => Catalog.Put(current));
    }

    public override void Start(Job job)
    {
        _jobs.Add(job);
        _batch.AfterCommit(_listeners.JobAdded);
    }

    public override void Emit(NewMessage message) => _messages.Emit(message);

    private void Remember(CatalogEntry entry)
    {
        var before = Catalog.Put(entry);
        _batch.OnUndo(() =>
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
        _watches.Changed(source);
        _batch.AfterCommit(_listeners.SourceChanged);
    }

    private void Tell(Destination destination) => _batch.AfterCommit(() => _listeners.Intake.EndpointChanged(destination.Id));

    private int LastBelow(int id) =>
        (int)Math.Max(
            _database.Prepared("select max(id) from endpoint where id < ?").Bind(id).Scalar() ?? 0,
            _database.Prepared("select max(ep) from gone where ep < ?").Bind(id).Scalar() ?? 0);

    private long Max(string table, string column, string? index = null) =>
        _database.Prepared($"select max({column}) from {table}{(index is null ? "" : $" indexed by {index}")}").Scalar() ?? 0;
}

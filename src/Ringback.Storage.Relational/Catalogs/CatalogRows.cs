using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Receive;
using Ringback.Storage.Relational.Sealing;

namespace Ringback.Storage.Relational.Catalogs;

/// <inheritdoc cref="ICatalogRows"/>
internal sealed class CatalogRows : ICatalogRows
{
    private readonly Database _database;
    private readonly Catalog _catalog;
    private readonly SealedTexts _texts;
    private int _nextApplication;
    private int _nextEndpoint;
    private int _nextOperation;

    public CatalogRows(Database database, Catalog catalog, SealedTexts texts)
    {
        (_database, _catalog, _texts) = (database, catalog, texts);
        // Ids of what was deleted live on in history, so the next one comes after those too.
        _nextApplication = 1 + (int)Math.Max(Max("application", "id"), Max("message", "app", "message_app"));
        _nextEndpoint = 1 + LastBelow(OperationIds.First);
        _nextOperation = 1 + Math.Max(OperationIds.First - 1, LastBelow(int.MaxValue));
    }

    public int NextId<TEntry>()
        where TEntry : CatalogEntry =>
        typeof(TEntry) == typeof(Application) ? _nextApplication++
        : typeof(TEntry) == typeof(Endpoint) ? _nextEndpoint++
        : typeof(TEntry) == typeof(SourceOperation) ? _nextOperation++
        : throw new ArgumentException($"{typeof(TEntry).Name} has no id of this kind.", nameof(TEntry));

    public int AddOrganisation(string publicId) =>
        (int)_database.Prepared("insert into organisation (public_id) values (?) returning id").Bind(publicId).Scalar()!;

    public int UrlId(string url) =>
        (int)_database
            .Prepared("insert into url (text) values (?) on conflict (text) do update set text = excluded.text returning id").Bind(url).Scalar()!;

    public void Put(CatalogEntry entry)
    {
        switch (entry)
        {
            case Application application:
                _database.Prepared(
                        "insert into application (id, org, ksuid, doc) values (?, ?, ?, ?) on conflict (id) do update set doc = excluded.doc")
                    .Bind(application.Id).Bind(application.Organisation.Id).Bind(application.Ksuid.ToBytes())
                    .Bind(DocumentText.Serialize(application)).Run();
                break;
            case Source source:
                _database.Prepared(
                        "insert into source (app, doc, sealed) values (?, ?, ?) on conflict (app) do update set doc = excluded.doc, sealed = excluded.sealed")
                    .Bind(source.ApplicationId).Bind(DocumentText.Serialize(source, _catalog.Application(source.ApplicationId)?.Ksuid ?? default, _texts)).Bind(source.Sealed).Run();
                break;
            case Destination destination:
                _database.Prepared(
                        "insert into endpoint (id, app, ksuid, doc, sealed) values (?, ?, ?, ?, ?) "
                        + "on conflict (id) do update set doc = excluded.doc, sealed = excluded.sealed")
                    .Bind(destination.Id).Bind(destination.ApplicationId).Bind(destination.Ksuid.ToBytes())
                    .Bind(DocumentText.Serialize(destination, _texts)).Bind(destination.Sealed).Run();
                break;
            case EventType type:
                _database.Prepared(
                        "insert into event_type (org, name, doc) values (?, ?, ?) on conflict (org, name) do update set doc = excluded.doc")
                    .Bind(type.OrganisationId).Bind(type.Name).Bind(DocumentText.Serialize(type)).Run();
                break;
            default:
                throw new ArgumentException($"A {entry.GetType().Name} is not put.", nameof(entry));
        }
    }

    public void Remove(CatalogEntry entry)
    {
        switch (entry)
        {
            case Application application:
                _database.Prepared("delete from application where id = ?").Bind(application.Id).Run();
                break;
            case Source source:
                _database.Prepared("delete from source where app = ?").Bind(source.ApplicationId).Run();
                _database.Prepared("delete from duplicate where seq = 0 and app = ?").Bind(source.ApplicationId).Run();
                RefusedRows.DropOf(_database, source.ApplicationId);
                break;
            case Destination destination:
                _database.Prepared("insert into gone (ep, ksuid, url) values (?, ?, ?) on conflict do nothing")
                    .Bind(destination.Id).Bind(destination.Ksuid.ToBytes()).Bind(destination.UrlId).Run();
                _database.Prepared("delete from endpoint where id = ?").Bind(destination.Id).Run();
                _database.Prepared("delete from poller where ep = ?").Bind(destination.Id).Run();
                break;
            case EventType type:
                _database.Prepared("delete from event_type where org = ? and name = ?").Bind(type.OrganisationId).Bind(type.Name).Run();
                break;
            default:
                throw new ArgumentException($"A {entry.GetType().Name} is not removed.", nameof(entry));
        }
    }

    public void ForgetFailing(int destination) => _database.Prepared("delete from failing where ep = ?").Bind(destination).Run();

    private int LastBelow(int id) =>
        (int)Math.Max(
            _database.Prepared("select max(id) from endpoint where id < ?").Bind(id).Scalar() ?? 0,
            _database.Prepared("select max(ep) from gone where ep < ?").Bind(id).Scalar() ?? 0);

    private long Max(string table, string column, string? index = null) =>
        _database.Prepared($"select max({column}) from {table}{(index is null ? "" : $" indexed by {index}")}").Scalar() ?? 0;
}

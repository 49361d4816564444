using Ringback.Core.Accept;
using Ringback.Core.Access;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Configure;
using Ringback.Core.Crypto;
using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;
using Ringback.Core.Retain;
using Ringback.Core.Route;
using Ringback.Core.Stores;
using Ringback.Storage.Sqlite.Catalogs;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Deliver;
using Ringback.Storage.Sqlite.History;
using Ringback.Storage.Sqlite.Retain;
using Ringback.Storage.Sqlite.Schema;
using Ringback.Storage.Sqlite.Sealing;
using Ringback.Storage.Sqlite.Stores;
using Ringback.Storage.Sqlite.Writing;

namespace Ringback.Storage.Sqlite;

/// <summary>The embedded store: one file in the data folder, one thread that writes it in group commits, readers beside it.</summary>
internal sealed class SqliteStore : IStore, IAcceptStore, ICatalogStore, IWorkStore, IRecordStore
{
    public const string FileName = "ringback.db";

    private static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(90);

    private readonly Database _database;
    private readonly WriteSession _session;
    private readonly SqliteWriter _writer;

    // As the database was when it was opened; nothing is added later.
    private readonly Dictionary<int, long> _failingSince = [];
    private readonly List<int> _parked;

    private SqliteStore(string path, Database database, TimeProvider clock, IdSource ids, SecretBox box, TimeSpan retention)
    {
        _database = database;
        var texts = new SealedTexts(box);
        Catalog = new Catalog();
        Routes = new RouteTable(Catalog);
        CatalogLoader.Load(database, texts, Catalog);
        PlainTexts.Seal(database, Catalog, texts);
        DirectWork.Recover(database);
        _session = new WriteSession(database, Catalog, Routes, KeyWindowLoader.Load(database, clock), clock, ids, texts);
        _parked = WorkReader.EndpointsWithParkedWork(database);
        var failing = database.Prepared("select ep, since from failing");
        while (failing.Step())
            _failingSince[failing.Int32(0)] = failing.Int64(1);
        var revocations = RevocationStore.Load(database);
        Readers = new ReaderPool(path);
        _writer = new SqliteWriter(_session, Health);
        Messages = new MessageHistory(Readers, Catalog, Routes, _session.Counts, _session.Direct);
        Attempts = new AttemptHistory(Readers, Catalog);
        Runs = new RunHistory(Readers, Catalog, _session.Direct);
        Editor = new HistoryEditor(_writer);
        Received = new ReceivedHistory(Readers, _session.ReceivedCommit.Duplicates);
        Pollers = new PollerStore(_writer, Readers);
        Refused = new RefusedStore(_writer, Readers);
        Revoked = new RevocationStore(_writer, revocations);
        Expectations = new ExpectationStore(_writer, Readers, texts);
        Reconcile = new ReconcileStore(_writer, Readers, texts);
        var retain = new Retention(
            retention, _session, RetentionRows.Ports(_session), Catalog, _session.Watches, _session.DirectParking, _session.Counts, _session.ReceivedCommit.Duplicates);
        Jobs = new JobStore(_writer, Readers, new JobPlans(Catalog, _session.Direct), retain);
    }

    public Catalog Catalog { get; }

    IAcceptStore IStore.Accept => this;

    ICatalogStore IStore.Catalog => this;

    IWorkStore IStore.Work => this;

    IRecordStore IStore.Record => this;

    public RouteTable Routes { get; }

    public StoreHealth Health { get; } = new();

    public ReaderPool Readers { get; }

    public IMessageHistory Messages { get; }

    public IAttemptHistory Attempts { get; }

    public IReceivedHistory Received { get; }

    public IRefusedStore Refused { get; }

    public IRunHistory Runs { get; }

    public IHistoryEditor Editor { get; }

    public IPollerStore Pollers { get; }

    public IRevocationStore Revoked { get; }

    public IExpectationStore Expectations { get; }

    public IReconcileStore Reconcile { get; }

    public IJobStore Jobs { get; }

    /// <value>Transactions committed since the store was opened.</value>
    public long Commits => _writer.Commits;

    public int Waiting => _writer.Waiting;

    /// <summary>Opens the database of a data folder, creating it when there is none.</summary>
    /// <param name="folder">Owned by this process alone.</param>
    /// <param name="clock">Says what time it is.</param>
    /// <param name="ids">Names what the store itself makes.</param>
    /// <param name="box">Seals what the file mustn't hold as it is.</param>
    /// <param name="retention">How long messages and attempts are kept; 90 days by default.</param>
    /// <exception cref="StoreUnavailableException">It can't be opened, is damaged, or belongs to something else; the message says which.</exception>
    /// <exception cref="SecretBoxException">Its secrets were sealed with another key.</exception>
    public static SqliteStore Open(string folder, TimeProvider clock, IdSource ids, SecretBox box, TimeSpan? retention = null)
    {
        var path = Path.Combine(folder, FileName);
        DatabaseFile.Make(path);
        var database = Database.Open(path, readOnly: false);
        try
        {
            DatabaseFile.Prepare(database, path);
            return new SqliteStore(path, database, clock, ids, box, retention ?? DefaultRetention);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public void Attach(IDeliveryIntake intake) => _session.Listeners.Intake = intake;

    public void OnJobAdded(Action added) => _session.Listeners.JobAdded = added;

    public void OnReconcile(Action<long> due, Action sourceChanged) => (_session.Listeners.ExpectationDue, _session.Listeners.SourceChanged) = (due, sourceChanged);

    public ValueTask<Accepted> AcceptAsync(NewMessage message) => _writer.AddAsync(new AcceptWrite(message));

    public ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request) =>
        _session.ReceivedCommit.TryRecognise(request, _session.Now) is { } known ? new(known) : _writer.AddAsync(new ReceiveWrite(request));

    public async ValueTask RecordAsync(AttemptRecord record) => await _writer.AddAsync(new RecordWrite(record)).ConfigureAwait(false);

    public async ValueTask ProbeAsync() =>
        // About as much as a batch writes: the last few free bytes of a disk don't make a store that works.
        await WriteAsync(static session =>
        {
            session.Database.Prepared(
                "insert into meta (key, value) values ('probe', zeroblob(65536)) on conflict do update set value = excluded.value").Run();
            return true;
        }).ConfigureAwait(false);

    public ValueTask<ChangeResult> ChangeAsync(IdempotencyKey? key, Func<CatalogDraft, string?> change) =>
        _writer.WriteOnceAsync(key, session => change(session.Draft));

    public IReadOnlyList<int> EndpointsWithParkedWork() => _parked;

    public IReadOnlyDictionary<int, long> FailingSince() => _failingSince;

    public ValueTask<IReadOnlyList<WorkItem>> FetchAsync(int endpoint, bool fifo, long after, int limit, long bytes) =>
        new(Readers.Read(database => (IReadOnlyList<WorkItem>)WorkReader.Fetch(database, endpoint, fifo, after, limit, bytes)));

    public ValueTask<IReadOnlyList<WorkItem>> ClaimDueAsync(long now, int limit) =>
        _writer.WriteAsync(session =>
        {
            var items = WorkReader.ClaimDue(session.Database, now, limit);
            if (items.Count > 0)
                session.AfterCommit(() => session.Listeners.Intake.OfferDue(items));
            return (IReadOnlyList<WorkItem>)items;
        });

    public async ValueTask ParkDirectAsync(int endpoint) =>
        await WriteAsync(session =>
        {
            session.DirectParking.ParkEndpoint(endpoint);
            return true;
        }).ConfigureAwait(false);

    public ValueTask<long?> NextDueAsync() =>
        new(Readers.Read(static database => database.Prepared("select min(due) from work where due is not null").Scalar()));

    /// <inheritdoc cref="SqliteWriter.WriteAsync"/>
    public ValueTask<TResult> WriteAsync<TResult>(Func<WriteSession, TResult> function) => _writer.WriteAsync(function);

    public void Dispose()
    {
        if (_session.Counts.Count > 0 || _session.ReceivedCommit.Duplicates.Count > 0)
        {
            // Its task is left alone: what it would tell, the disposal below has waited for.
            _ = _writer.WriteAsync(static session =>
            {
                while (session.Counts.Count > 0)
                    session.Counts.Flush(session, int.MaxValue);
                session.ReceivedCommit.Duplicates.Flush(session, int.MaxValue);
                return true;
            });
        }

        _writer.Dispose();
        Readers.Dispose();
        _database.Dispose();
    }
}

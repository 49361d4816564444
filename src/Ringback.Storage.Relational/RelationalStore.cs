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
using Ringback.Storage.Relational.Catalogs;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Deliver;
using Ringback.Storage.Relational.History;
using Ringback.Storage.Relational.Retain;
using Ringback.Storage.Relational.Sealing;
using Ringback.Storage.Relational.Stores;
using Ringback.Storage.Relational.Writing;

namespace Ringback.Storage.Relational;

/// <summary>A store in a database that speaks SQL: one thread that writes in group commits, readers beside it.</summary>
internal sealed class RelationalStore : IStore, IAcceptStore, ICatalogStore, IWorkStore, IRecordStore
{
    private readonly StoreEngine _engine;
    private readonly WriteSession _session;
    private readonly Writer _writer;

    // As the database was when it was opened; nothing is added later.
    private readonly Dictionary<int, long> _failingSince = [];
    private readonly List<int> _parked;

    /// <summary>Opens the store of an engine, which it owns from now on.</summary>
    /// <param name="engine">Its schema is up to date.</param>
    /// <param name="clock">Says what time it is.</param>
    /// <param name="ids">Names what the store itself makes.</param>
    /// <param name="box">Seals what the database mustn't hold as it is.</param>
    /// <param name="retention">How long messages and attempts are kept.</param>
    /// <exception cref="SecretBoxException">Its secrets were sealed with another key.</exception>
    public RelationalStore(StoreEngine engine, TimeProvider clock, IdSource ids, SecretBox box, TimeSpan retention)
    {
        _engine = engine;
        var database = engine.Database;
        var texts = new SealedTexts(box);
        Catalog = new Catalog();
        Routes = new RouteTable(Catalog);
        CatalogLoader.Load(database, texts, Catalog);
        engine.Upgrade(Catalog, texts);
        DirectWork.Recover(database);
        _session = new WriteSession(database, engine.OpenKeys(clock), Catalog, Routes, clock, ids, texts);
        _parked = WorkReader.EndpointsWithParkedWork(database);
        var failing = database.Prepared("select ep, since from failing");
        while (failing.Step())
            _failingSince[failing.Int32(0)] = failing.Int64(1);
        var revocations = RevocationStore.Load(database);
        _writer = new Writer(engine.CreateCommitter(_session, Health));
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

    public IPartitionOwner Partitions => _engine.Partitions;

    public CancellationToken Lost => _engine.Lost;

    public IReaders Readers => _engine.Readers;

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

    public void Attach(IDeliveryIntake intake) => _session.Listeners.Intake = intake;

    public void OnJobAdded(Action added) => _session.Listeners.JobAdded = added;

    public void OnReconcile(Action<long> due, Action sourceChanged) => (_session.Listeners.ExpectationDue, _session.Listeners.SourceChanged) = (due, sourceChanged);

    public ValueTask<Accepted> AcceptAsync(NewMessage message) => _writer.AddAsync(new AcceptWrite(message));

    public ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request) =>
        _session.ReceivedCommit.TryRecognise(request, _session.Now) is { } known ? new(known) : _writer.AddAsync(new ReceiveWrite(request));

    public ValueTask<ReceivedResult[]> ReceiveAllAsync(IReadOnlyList<ReceivedRequest> requests) => _writer.AddAsync(new ReceiveAllWrite(requests));

    public async ValueTask RecordAsync(AttemptRecord record) => await _writer.AddAsync(new RecordWrite(record)).ConfigureAwait(false);

    public async ValueTask ProbeAsync() =>
        await WriteAsync(_ =>
        {
            _engine.Probe();
            return true;
        }).ConfigureAwait(false);

    public ValueTask<ChangeResult> ChangeAsync(IdempotencyKey? key, Func<CatalogDraft, string?> change) =>
        _writer.WriteOnceAsync(key, session => change(session.Draft));

    public IReadOnlyList<int> EndpointsWithParkedWork() => _parked;

    public IReadOnlyDictionary<int, long> FailingSince() => _failingSince;

    public ValueTask<IReadOnlyList<WorkItem>> FetchAsync(int endpoint, bool fifo, long after, int limit, long bytes) =>
        Readers.ReadAsync(database => (IReadOnlyList<WorkItem>)WorkReader.Fetch(database, endpoint, fifo, after, limit, bytes));

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
        Readers.ReadAsync(static database => database.Prepared("select min(due) from work where due is not null").Scalar());

    /// <inheritdoc cref="Writer.WriteAsync"/>
    public ValueTask<TResult> WriteAsync<TResult>(Func<WriteSession, TResult> function) => _writer.WriteAsync(function);

    public void Dispose()
    {
        _engine.Stopping();
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
        _engine.Dispose();
    }
}

using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Deliver;
using Ringback.Core.Ids;
using Ringback.Core.Record;
using Ringback.Storage.Sqlite.Accept;
using Ringback.Storage.Sqlite.Catalogs;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Deliver;
using Ringback.Storage.Sqlite.Record;
using Ringback.Storage.Sqlite.Schema;

namespace Ringback.Storage.Sqlite;

/// <summary>The embedded store: one file in the data folder, one thread that writes it in group commits, readers beside it.</summary>
internal sealed class SqliteStore : IAcceptStore, ICatalogStore, IWorkStore, IRecordStore, IDisposable
{
    public const string FileName = "ringback.db";

    private readonly Database _database;
    private readonly WriteSession _session;
    private readonly SqliteCommitter _committer;
    private readonly GroupCommit<CommitItem> _writer;
    private readonly Dictionary<int, long> _failingSince = [];
    private readonly List<int> _parked;

    private SqliteStore(string path, Database database, TimeProvider clock, IdSource ids)
    {
        _database = database;
        Catalog = CatalogLoader.Load(database);
        _session = new WriteSession(database, Catalog, KeyWindowLoader.Load(database, clock), clock, ids);
        _parked = WorkReader.EndpointsWithParkedWork(database);
        var failing = database.Prepared("select ep, since from failing");
        while (failing.Step())
            _failingSince[failing.Int32(0)] = failing.Int64(1);
        Readers = new ReaderPool(path);
        _committer = new SqliteCommitter(_session, Health);
        _writer = new GroupCommit<CommitItem>("ringback-writer", _committer);
    }

    public Catalog Catalog { get; }

    public StoreHealth Health { get; } = new();

    public ReaderPool Readers { get; }

    /// <value>Transactions committed since the store was opened.</value>
    public long Commits => _committer.Commits;

    /// <value>Items that wait for the next commit.</value>
    public int Waiting => _writer.Waiting;

    /// <summary>Opens the database of a data folder, creating it when there is none.</summary>
    /// <exception cref="StoreUnavailableException">It can't be opened, is damaged, or belongs to something else; the message says which.</exception>
    public static SqliteStore Open(string folder, TimeProvider clock, IdSource ids)
    {
        var path = Path.Combine(folder, FileName);
        var database = Database.Open(path, readOnly: false);
        try
        {
            DatabaseFile.Prepare(database, path);
            return new SqliteStore(path, database, clock, ids);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Who hears of committed work; set before the first message is accepted.</summary>
    public void Attach(IDeliveryIntake intake) => _session.Intake = intake;

    /// <summary>Who is told that a job was added.</summary>
    public void OnJobAdded(Action added) => _session.JobAdded = added;

    public ValueTask<Accepted> AcceptAsync(NewMessage message)
    {
        var write = new AcceptWrite(message);
        _writer.Add(write);
        return write.Task;
    }

    public ValueTask RecordAsync(AttemptRecord record)
    {
        var write = new RecordWrite(record);
        _writer.Add(write);
        return Discard(write.Task);

        static async ValueTask Discard(ValueTask<bool> task) => await task.ConfigureAwait(false);
    }

    public ValueTask<ChangeResult> ChangeAsync(IdempotencyKey? key, Func<CatalogDraft, string?> change) =>
        WriteAsync(session =>
        {
            if (key is not { } wanted)
                return new ChangeResult(change(session.Draft), KeyStatus.Fresh);
            var dedupe = session.Messages.Dedupe;
            if (dedupe.Find(wanted.Hash, session.Now) is { } known)
                return new ChangeResult(known.Reference, known.Body == wanted.Body ? KeyStatus.Replayed : KeyStatus.Reused);
            var reference = change(session.Draft);
            var lifetime = wanted.MadeUp ? IdempotencyKey.MadeUpLifetime : IdempotencyKey.ChosenLifetime;
            dedupe.Add(wanted.Hash, null, reference, wanted.Body, session.Now + lifetime);
            return new ChangeResult(reference, KeyStatus.Fresh);
        });

    public IReadOnlyList<int> EndpointsWithParkedWork() => _parked;

    public IReadOnlyDictionary<int, long> FailingSince() => _failingSince;

    public ValueTask<IReadOnlyList<WorkItem>> FetchAsync(int endpoint, bool fifo, long after, int limit, long bytes) =>
        new(Readers.Read(database => (IReadOnlyList<WorkItem>)WorkReader.Fetch(database, endpoint, fifo, after, limit, bytes)));

    public ValueTask<IReadOnlyList<WorkItem>> ClaimDueAsync(long now, int limit) =>
        WriteAsync(session =>
        {
            var items = WorkReader.ClaimDue(session.Database, now, limit);
            if (items.Count > 0)
                session.AfterCommit(() => session.Intake.OfferDue(items));
            return (IReadOnlyList<WorkItem>)items;
        });

    public ValueTask<long?> NextDueAsync() =>
        new(Readers.Read(static database => database.Prepared("select min(due) from work where due is not null").Scalar()));

    /// <summary>Runs a function on the writer's thread, inside the next group commit, isolated by a savepoint.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was kept: the store can't commit.</exception>
    public ValueTask<TResult> WriteAsync<TResult>(Func<WriteSession, TResult> function)
    {
        var write = new WriteFunction<TResult>(function);
        _writer.Add(write);
        return write.Task;
    }

    public void Dispose()
    {
        if (_session.Outcomes.Counts.Count > 0)
            _writer.Add(new WriteFunction<bool>(static session =>
            {
                session.Outcomes.Counts.Flush(session);
                return true;
            }));
        _writer.Dispose();
        Readers.Dispose();
        _database.Dispose();
    }
}

using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Storage.Relational;
using Ringback.Storage.Sqlite;
using Ringback.Storage.Sqlite.Connection;
using ReceivedRequest = Ringback.Core.Messages.ReceivedRequest;

namespace Ringback.Intake.Tests;

/// <summary>A store on SQLite with sources, which a test can make unavailable, and which can forget what it was given.</summary>
internal sealed class TestStore : IAcceptStore, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-intake-").FullName;
    private readonly RelationalStore _store;
    private volatile bool _isDown;
    private long _numbers;

    public TestStore() => _store = SqliteStore.Open(_folder, TimeProvider.System, Ids, new SecretBox(new byte[32]));

    public IdSource Ids { get; } = new(TimeProvider.System);

    public Catalog Catalog => _store.Catalog;

    public StoreHealth Health => _store.Health;

    public bool IsDown
    {
        get => _isDown;
        set => _isDown = value;
    }

    /// <value>The mistake of an intake that lets go of a request before its commit: while the store is down, it says that all is kept.</value>
    public bool Forgets { get; init; }

    /// <value>An event of this type makes the store fail, for a reason of its own.</value>
    public string? Poison { get; set; }

    /// <value>Requests that were given to the store, again and again included.</value>
    public int Given { get; private set; }

    public async Task<SourceApplication> AddSourceAsync()
    {
        SourceApplication? made = null;
        await _store.ChangeAsync(null, draft =>
        {
            made = new SourceApplication
            {
                Id = draft.NextId<Application>(),
                Ksuid = Ids.Next(),
                Organisation = draft.Organisation("org_00000000000000000000000001"),
                Name = "source",
                CreatedAt = 0,
                UpdatedAt = 0,
            };
            draft.Put(made);
            return made.PublicId;
        });
        return made!;
    }

    /// <summary>A request with one event, whose payload is a number that rises with each request. Nothing but its own id tells it from others.</summary>
    public ReceivedRequest Next(Application source, string type = "test", int padding = 0)
    {
        var payload = System.Text.Encoding.UTF8.GetBytes($"{Interlocked.Increment(ref _numbers)}{new string(' ', padding)}");
        var message = new Message { Id = Ids.Next(), ApplicationId = source.Id, EventType = type, AcceptedAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), Payload = payload };
        return new ReceivedRequest(source.Id, new ReceivedDetails { Method = "POST" }, [new ReceivedEvent(message, [])]);
    }

    /// <summary>The number in a request's payload.</summary>
    public static long NumberOf(ReceivedRequest request) => NumberOf(request.Events[0].Message);

    /// <summary>The numbers of a source's messages, in the order of their commits.</summary>
    public IReadOnlyList<long> Kept(Application source) => Read(database =>
    {
        var rows = database.Prepared("select payload from message where app = ? order by seq").Bind(source.Id);
        var kept = new List<long>();
        while (rows.Step()) kept.Add(long.Parse(System.Text.Encoding.UTF8.GetString(rows.Blob(0))));
        return kept;
    });

    public int CountKept(Application source) => Read(database =>
        (int)database.Prepared("select count(*) from message where app = ?").Bind(source.Id).Scalar()!.Value);

    public ValueTask<Accepted> AcceptAsync(NewMessage message) => _store.AcceptAsync(message);

    public ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request) => _store.ReceiveAsync(request);

    public ValueTask<ReceivedResult[]> ReceiveAllAsync(IReadOnlyList<ReceivedRequest> requests)
    {
        Given += requests.Count;
        if (_isDown && Forgets)
            return new([.. requests.Select(static _ => ReceivedResult.NotDecided)]);
        if (_isDown)
            throw new StoreUnavailableException("The test has taken the store away.");
        if (requests.Any(request => request.Events[0].Message.EventType == Poison))
            throw new InvalidOperationException("This event is poison.");
        return _store.ReceiveAllAsync(requests);
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private T Read<T>(Func<SqliteDatabase, T> read)
    {
        using var database = SqliteDatabase.Open(Path.Combine(_folder, SqliteStore.FileName), readOnly: true);
        return read(database);
    }

    private static long NumberOf(Message message) => long.Parse(System.Text.Encoding.UTF8.GetString(message.Payload!.Value.Span));
}

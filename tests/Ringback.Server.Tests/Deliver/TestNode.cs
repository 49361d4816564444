using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Ringback.Core.Accept;
using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Core.Settings;
using Ringback.Server.Node;
using Ringback.Storage.Relational;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Deliver;
using Ringback.Storage.Sqlite;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Testing;
using Ringback.Verification.Signing;
using Ringback.Verification.Text;
using static System.FormattableString;

namespace Ringback.Server.Tests.Deliver;

/// <summary>A node on a data folder of its own, without the API: one application, endpoints as a test wants them.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static readonly byte[] MasterKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly RingbackOptions _options;
    private readonly string _folder;
    private readonly bool _ownsFolder;
    private readonly Dictionary<int, EndpointSecret> _secrets = [];
    private readonly TimeProvider _clock;
    private int _application;

    private TestNode(RingbackOptions options, string folder, bool ownsFolder, TimeProvider clock)
    {
        (_options, _folder, _ownsFolder, _clock) = (options, folder, ownsFolder, clock);
        Node = Open();
    }

    public RingbackNode Node { get; private set; }

    /// <value>The store, with what only this one has: its tables.</value>
    public RelationalStore Sqlite => (RelationalStore)Node.Store;

    public RecordingLogs Logs { get; } = new();

    /// <param name="configure">Changes the options, which allow what is on this machine, and retry soon.</param>
    /// <param name="folder">Null for a new one, which is deleted at the end.</param>
    /// <param name="clock">Null for the system's.</param>
    public static async Task<TestNode> StartAsync(Action<RingbackOptions>? configure = null, string? folder = null, TimeProvider? clock = null)
    {
        var options = new RingbackOptions
        {
            AllowedDestinations = CidrList.CreateFrom([IPNetwork.Parse("127.0.0.0/8")]),
            RetrySchedule = RetrySchedule.CreateFrom(Enumerable.Repeat(TimeSpan.FromMilliseconds(50), 6)),
            DeliveryTimeout = Wait.Patience,
            ShutdownTimeout = Wait.Patience,
        };
        configure?.Invoke(options);
        var test = new TestNode(options, folder ?? Directory.CreateTempSubdirectory("ringback-node-").FullName, folder is null, clock ?? TimeProvider.System);
        test.Node.Start();
        await test.Node.CatalogStore.ChangeAsync(null, draft =>
        {
            test._application = draft.NextId<Application>();
            draft.Put(new CustomerApplication
            {
                Id = test._application,
                Ksuid = test.Node.Ids.Next(),
                Organisation = draft.Organisation("org_x"),
                Name = "a",
                CreatedAt = test.Now,
                UpdatedAt = test.Now,
            });
            return null;
        });
        return test;
    }

    public long Now => Node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public Application Application => Node.Catalog.Application(_application)!;

    public async Task<int> AddAsync(Uri url, Func<HttpEndpoint, HttpEndpoint>? configure = null)
    {
        var (id, secret) = (0, EndpointSecret.Generate());
        await Node.CatalogStore.ChangeAsync(null, draft =>
        {
            id = draft.NextId<Endpoint>();
            var ksuid = Node.Ids.Next();
            var endpoint = new HttpEndpoint
            {
                Id = id,
                Ksuid = ksuid,
                ApplicationId = _application,
                Url = url.ToString(),
                UrlId = draft.UrlId(url.ToString()),
                CreatedAt = Now,
                UpdatedAt = Now,
                Sealed = new EndpointCredentials([new KeptSecret(secret.Text, null)], null).Seal(Node.Box, ksuid),
            };
            draft.Put(configure?.Invoke(endpoint) ?? endpoint);
            return null;
        });
        _secrets[id] = secret;
        return id;
    }

    public async Task<int> AddOperationAsync(OperationDefinition definition, Func<SourceOperation, SourceOperation>? configure = null)
    {
        var id = 0;
        await Node.CatalogStore.ChangeAsync(null, draft =>
        {
            id = draft.NextId<SourceOperation>();
            var operation = new SourceOperation
            {
                Id = id,
                Ksuid = Node.Ids.Next(),
                ApplicationId = _application,
                Definition = definition,
                CreatedAt = Now,
                UpdatedAt = Now,
            };
            draft.Put(configure?.Invoke(operation) ?? operation);
            return null;
        });
        return id;
    }

    /// <summary>Many endpoints in one commit, which take messages of one type.</summary>
    public async Task AddManyAsync(int count, Func<int, Uri> url, string only) =>
        await Node.CatalogStore.ChangeAsync(null, draft =>
        {
            var secret = new KeptSecret(EndpointSecret.Generate().Text, null);
            for (var i = 0; i < count; i++)
            {
                var ksuid = Node.Ids.Next();
                draft.Put(new HttpEndpoint
                {
                    Id = draft.NextId<Endpoint>(),
                    Ksuid = ksuid,
                    ApplicationId = _application,
                    Url = url(i).ToString(),
                    EventTypes = [only],
                    CreatedAt = Now,
                    UpdatedAt = Now,
                    Sealed = new EndpointCredentials([secret], null).Seal(Node.Box, ksuid),
                });
            }

            return null;
        });

    public string Secret(int endpoint) => _secrets[endpoint].Text;

    public Endpoint Endpoint(int id) => Node.Catalog.Endpoint(id)!;

    public Destination Destination(int id) => Node.Catalog.Destination(id)!;

    public async Task ChangeAsync(int endpoint, Func<Destination, Destination> change) =>
        await Node.CatalogStore.ChangeAsync(null, draft =>
        {
            draft.Put(change(draft.Catalog.Destination(endpoint)!));
            return null;
        });

    public async Task ChangeAsync(Func<Application, Application> change) =>
        await Node.CatalogStore.ChangeAsync(null, draft =>
        {
            draft.Put(change(Application));
            return null;
        });

    public async Task<Message> PostAsync(string payload = "{}", string type = "a.b", Func<NewMessage, NewMessage>? configure = null, string? contentType = null)
    {
        var message = new NewMessage(new Message
        {
            Id = Node.Ids.Next(),
            ApplicationId = _application,
            EventType = type,
            AcceptedAt = Now,
            Payload = Encoding.UTF8.GetBytes(payload),
            ContentType = contentType,
        });
        var accepted = await Node.Accept.AcceptAsync(configure?.Invoke(message) ?? message);
        accepted.Status.ShouldBe(AcceptStatus.Accepted);
        return accepted.Message!;
    }

    /// <summary>So many at once; in the order of the list only if the store is idle.</summary>
    public async Task<List<Message>> PostManyAsync(int count, string type = "a.b") =>
        [.. await Task.WhenAll(Enumerable.Range(0, count).Select(i => PostAsync($"{{\"n\":{i}}}", type)))];

    /// <summary>Stops as a server does, and starts again on the same folder.</summary>
    public async Task RestartAsync()
    {
        await Node.StopAsync();
        await Node.DisposeAsync();
        Node = Open();
        Node.Start();
    }

    /// <summary>Reads the node's database.</summary>
    public T ReadSqlite<T>(Func<Database, T> read) => ((SqliteReaders)Sqlite.Readers).Read(read);

    /// <summary>The first column of the first row.</summary>
    public long? Query(string sql) => ReadSqlite(database => database.Prepared(WithAttempts + sql).Scalar());

    /// <value>In front of a statement: lets <c>attempt</c> name all attempts, those too that stand in a delivery's row.</value>
    private const string WithAttempts =
        "with attempt as (select seq, aseq, ep, at, ms, code, state, manual, url, response from main.attempt union all "
        + "select seq, seq << 24, ep, at, ms, code, 0, 0, url, response from main.delivery where n is not null) ";

    /// <value>Deliveries without an outcome, by what is on disk.</value>
    public long Unfinished => ReadSqlite(database =>
        (database.Prepared("select count(*) from work").Scalar() ?? 0) + DirectWork.Left(database).Count());

    public Task UntilAsync(string sql, long value) => Wait.UntilAsync(
        () => Query(sql) == value, () => $"{Query(sql)}; {Seen()}", expression: $"\"{sql}\" to give {value}");

    public Task UntilDoneAsync() => UntilAsync(() => Unfinished == 0);

    public Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string expression = "") =>
        Wait.UntilAsync(condition, Seen, expression: expression);

    public long Deliveries(int endpoint, DeliveryState state) =>
        Query($"select count(*) from delivery where ep = {endpoint} and state = {(int)state}") ?? 0;

    /// <summary>What the last attempt there put on record.</summary>
    public string Output(int endpoint) => ReadSqlite(database =>
    {
        var row = database.Prepared(WithAttempts + "select response from attempt where ep = ? order by aseq desc limit 1").Bind(endpoint);
        var text = row.Step() ? Encoding.UTF8.GetString(row.Blob(0)) : "nothing";
        row.Reset();
        return text;
    });

    public long Attempts(int endpoint) => Query($"select count(*) from attempt where ep = {endpoint}") ?? 0;

    public async ValueTask DisposeAsync()
    {
        await Node.StopAsync();
        await Node.DisposeAsync();
        if (_ownsFolder) Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What is on record here, and what was logged as an error.</summary>
    private string Seen() => ReadSqlite(database =>
    {
        var text = new StringBuilder(Invariant($"{(database.Prepared("select count(*) from work").Scalar() ?? 0) + DirectWork.Left(database).Count()} deliveries left"));
        var states = database.Prepared("select ep, state, count(*) from delivery group by ep, state order by ep, state limit 30");
        while (states.Step()) text.Append(Invariant($", {states.Int64(2)} of endpoint {states.Int64(0)} {(DeliveryState)states.Int64(1)}"));
        states.Reset();
        var codes = database.Prepared(WithAttempts + "select ep, code, count(*) from attempt group by ep, code order by ep, code limit 30");
        while (codes.Step()) text.Append(Invariant($", {codes.Int64(2)} attempts at endpoint {codes.Int64(0)} ended with {codes.Int64(1)}"));
        codes.Reset();
        return text.Append("; errors: ").AppendJoin("; ", Logs.Errors.TakeLast(3)).ToString();
    });

    private RingbackNode Open() => RingbackNode.Open(_options, _folder, MasterKey, _clock, Logs);
}

/// <summary>Keeps what is logged, for tests to look at.</summary>
internal sealed class RecordingLogs : ILoggerFactory, ILogger
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IEnumerable<string> Errors => _lines.Where(line => line.Level >= LogLevel.Error).Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception) + " " + exception));

    public void Dispose()
    {
    }
}

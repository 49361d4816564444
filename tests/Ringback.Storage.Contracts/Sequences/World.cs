using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Reconcile;
using Ringback.Core.Stores;
using Ringback.Testing;

namespace Ringback.Storage.Contracts.Sequences;

/// <summary>
/// A store that a sequence is done to, and what the sequence knows of it. Everything in it is named by the step that made it, so that two
/// stores can be compared though their numbers differ.
/// </summary>
internal sealed partial class World : IDisposable
{
    public static readonly TimeSpan Retention = TimeSpan.FromDays(10);

    private readonly IStoreFactory _stores;
    private readonly ConcurrentDictionary<Ksuid, string> _names = new();
    private readonly ConcurrentDictionary<long, string> _runs = new();
    private readonly ConcurrentQueue<Message> _made = new();
    private readonly ConcurrentQueue<(int At, object Item)> _added = new();
    private string _folder = NewFolder();

    public World(IStoreFactory stores)
    {
        _stores = stores;
        (Store, Intake) = Open();
    }

    public ManualTime Clock { get; } = new();

    public IStore Store { get; private set; }

    public RecordingIntake Intake { get; private set; }

    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <value>Whether counts that a crash may lose can still be compared.</value>
    public bool CountsAreKept { get; private set; } = true;

    public List<Application> Applications { get; } = [];

    public List<Destination> Endpoints { get; } = [];

    public List<Message> Messages { get; } = [];

    public List<Expectation> Expectations { get; } = [];

    public IEnumerable<Application> Sources => Applications.Where(static application => application is SourceApplication);

    public IEnumerable<SourceOperation> Operations => Endpoints.OfType<SourceOperation>();

    /// <summary>An endpoint as the catalog has it now; null when it was deleted.</summary>
    public Destination? Current(Destination? endpoint) => endpoint is null ? null : Store.Catalog.Catalog.Destination(endpoint.Id);

    public static TItem? Pick<TItem>(IEnumerable<TItem> items, int pick)
        where TItem : class
    {
        var all = items.ToList();
        return all.Count == 0 ? null : all[pick % all.Count];
    }

    /// <summary>An id that is the same in every store, by which what has it is named.</summary>
    public Ksuid NewId(int at, string name, int n = 0)
    {
        Span<byte> rest = stackalloc byte[Ksuid.RandomSize];
        rest.Clear();
        BinaryPrimitives.WriteInt32BigEndian(rest, at);
        rest[4] = (byte)n;
        rest[5] = (byte)name[0];
        var id = Ksuid.FromParts(Now, rest);
        _names[id] = n == 0 ? $"{name}{at}" : $"{name}{at}.{n}";
        return id;
    }

    public string Name(Ksuid? id) => id is not { } known ? "-" : _names.GetValueOrDefault(known, "unknown");

    public string Name(Message? message) => message is null ? "-" : Name(message.Id);

    public string Name(int endpoint) => Name(Endpoints.Find(known => known.Id == endpoint)?.Ksuid);

    /// <summary>A message by its seq; its name is put in by <see cref="Read"/>, once it is known.</summary>
    public static string Name(long? seq) => seq is { } known ? string.Create(CultureInfo.InvariantCulture, $"§{known};") : "-";

    /// <summary>Names a forced run by the order in which it was seen.</summary>
    public string NameRun(long run) => run == 0 ? "" : _runs.GetOrAdd(run, _ => $" run {_runs.Count + 1}");

    /// <summary>A time, in milliseconds from the beginning.</summary>
    public static string Time(long? unixMs) =>
        unixMs is { } time ? (time - 1_767_225_600_000L).ToString(CultureInfo.InvariantCulture) : "-";

    public Message NewMessage(int at, int application, Content content, int n = 0)
    {
        var message = new Message
        {
            Id = NewId(at, "m", n),
            ApplicationId = application,
            EventType = content.Type,
            EventId = content.EventId,
            Channels = content.Channels,
            Tags = content.Tags,
            AcceptedAt = Now,
            DeliverAt = content.Delay is { } delay ? Now + delay : null,
            ExpiresAt = content.Life is { } life ? Now + life : null,
            Payload = content.Payload,
        };
        _made.Enqueue(message);
        return message;
    }

    /// <summary>Remembers what a step made; the steps after <see cref="Settle"/> can pick it.</summary>
    public void Add(int at, object made) => _added.Enqueue((at, made));

    public void Settle()
    {
        var added = new List<(int At, object Item)>();
        while (_added.TryDequeue(out var next))
            added.Add(next);
        foreach (var (_, item) in added.OrderBy(static next => next.At))
        {
            switch (item)
            {
                case Application application: Applications.Add(application); break;
                case Destination endpoint: Endpoints.Add(endpoint); break;
                case Message message: Messages.Add(message); break;
                case Expectation expectation: Expectations.Add(expectation); break;
                default: throw new ArgumentException($"A {item.GetType().Name} can't be picked.");
            }
        }
    }

    /// <summary>Puts the names of messages in the place of their numbers.</summary>
    public string Read(string text) => Seqs().Replace(text, match =>
        Name(_made.LastOrDefault(message => message.Seq == long.Parse(match.Groups["seq"].ValueSpan, CultureInfo.InvariantCulture))));

    public void Restart()
    {
        Store.Dispose();
        (Store, Intake) = Open();
    }

    /// <summary>Goes on with what a power cut would have left.</summary>
    public void Kill()
    {
        var killed = _folder;
        _folder = NewFolder();
        _stores.CopyAsIfKilled(killed, _folder);
        Store.Dispose();
        Directory.Delete(killed, recursive: true);
        (Store, Intake) = Open();
        CountsAreKept = false;
    }

    /// <summary>What a power cut at this moment would have left, beside the store, which goes on.</summary>
    public async Task LookAtCopyAsync(Func<IStore, Task> look)
    {
        var folder = NewFolder();
        _stores.CopyAsIfKilled(_folder, folder);
        using (var store = _stores.Open(folder, Clock, Retention))
            await look(store);
        Directory.Delete(folder, recursive: true);
    }

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static byte[] Payload(int @object, int body = 0) => Encoding.UTF8.GetBytes($$"""{"data":{"id":"o{{@object}}"},"b":{{body}}}""");

    /// <summary>In memory where there is such a place: a disk takes its time for each commit, and isn't what sequences are about.</summary>
    private static string NewFolder()
    {
        const string InMemory = "/dev/shm";
        return Directory.Exists(InMemory)
            ? Directory.CreateDirectory(Path.Combine(InMemory, $"ringback-world-{Guid.NewGuid():N}")).FullName
            : Directory.CreateTempSubdirectory("ringback-world-").FullName;
    }

    private (IStore Store, RecordingIntake Intake) Open()
    {
        var store = _stores.Open(_folder, Clock, Retention);
        var intake = new RecordingIntake();
        store.Attach(intake);
        return (store, intake);
    }

    [GeneratedRegex("§(?<seq>[0-9]+);", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Seqs();
}

/// <summary>What a message is, but for who it is for.</summary>
internal sealed record Content(
    string Type, byte[] Payload, string? EventId = null, string[]? Channels = null, string[]? Tags = null, long? Delay = null, long? Life = null);

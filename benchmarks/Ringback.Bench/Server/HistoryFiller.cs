using System.Globalization;
using System.Text;
using Ringback.Bench.Children;
using Ringback.Bench.Load;
using Ringback.Core.Crypto;
using Ringback.Core.Deliver;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Storage.Relational.Writing;
using Ringback.Storage.Sqlite;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Writing;

namespace Ringback.Bench.Server;

/// <summary>
/// Fills a stopped server's data folder with history, through the store's own writer but thousands of rows to a commit: what days of
/// traffic leave behind, in minutes. <see cref="Rare"/> messages in the oldest tenth are of a rare type, have a rare tag, and failed:
/// where a scan from the newest finds them last, and the same ones however much history follows.
/// </summary>
internal sealed class HistoryFiller(string folder)
{
    public const int Rare = 10, Types = 20;

    public const string Application = "lists", RareType = "rare.type", RareTag = "rare-tag";

    private const int Batch = 1000, Samples = 200;
    private static readonly TimeSpan Span = TimeSpan.FromDays(7);
    private readonly ReadOnlyMemory<byte> _payload = Encoding.UTF8.GetBytes(Payload.Of(Payload.Size));
    private readonly List<string> _samples = [];
    private readonly IdSource _ids = new(TimeProvider.System);
    private readonly PastClock _clock = new();

    /// <summary>The type of the message with this number; each type has endpoints of its own.</summary>
    public static string TypeOf(int number) => string.Create(CultureInfo.InvariantCulture, $"type.{number % Types}");

    /// <param name="from">Messages already there: the first has this number.</param>
    /// <param name="to">Of this many messages the store shall hold in the end.</param>
    /// <param name="all">How many there will be after the last filling, so that times are spread over the same days.</param>
    public async Task RunAsync(int from, int to, int all)
    {
        using var store = SqliteStore.Open(folder, _clock, _ids, new SecretBox(Convert.FromBase64String(File.ReadAllText(Path.Combine(folder, "master.key")))));
        // History is written as it is while all goes well: each delivery is direct.
        store.Attach(new NoIntake(hasRoom: true));
        var application = store.Catalog.FindOrganisation(Token.Organisation) is { } organisation
            ? store.Catalog.FindApplication(organisation, Application)?.Id
            : null;
        if (application is null)
            throw new BenchException($"The data folder {folder} has no application {Application} of the bench's.");
        var start = (TimeProvider.System.GetUtcNow() - Span).ToUnixTimeMilliseconds();
        var step = Span.TotalMilliseconds / all;
        var nextProgress = Clock.Now;
        for (var first = from; first < to; first += Batch)
        {
            var (begin, end) = (first, Math.Min(to, first + Batch));
            var sampleEvery = Math.Max(1, (to - from) / Samples);
            await store.WriteAsync(session =>
            {
                for (var number = begin; number < end; number++)
                {
                    var message = Write(session, application.Value, number, start + (long)(number * step), IsRare(number, all));
                    if (number % sampleEvery == 0)
                        _samples.Add(message.PublicId);
                }

                return true;
            });
            if (Clock.Now > nextProgress)
            {
                ChildSide.Progress(end);
                nextProgress = Clock.Now + 1_000_000_000;
            }
        }

        ChildSide.Result(string.Join(',', _samples));
    }

    private static bool IsRare(int number, int all)
    {
        var every = Math.Max(2, all / 10 / Rare);
        return number < all / 10 && number % every == every / 2;
    }

    private Message Write(WriteSession session, int application, int number, long at, bool rare)
    {
        var message = new Message
        {
            Id = _ids.NextAt(at),
            ApplicationId = application,
            EventType = rare ? RareType : TypeOf(number),
            Tags = rare ? [RareTag] : null,
            AcceptedAt = at,
            Payload = _payload,
        };
        _clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(at);
        session.Messages.Accept(new NewMessage(message), out var offered);
        foreach (var endpoint in offered.Endpoints)
        {
            session.Outcomes.Record(new AttemptRecord
            {
                Endpoint = endpoint,
                Message = message,
                Attempt = new Attempt(
                    at + 2, 3, rare ? 500 : 204, rare ? DeliveryState.Fail : DeliveryState.Success, false,
                    session.Catalog.Endpoint(endpoint)!.UrlId, []),
                Tries = 1,
                Final = rare ? DeliveryState.Fail : DeliveryState.Success,
            });
        }

        return message;
    }
}

/// <summary>A clock that says when a message was accepted that is being made up.</summary>
internal sealed class PastClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => Now;
}

using System.Text;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;
using Ringback.Core.Stores;
using Ringback.Testing;

namespace Ringback.Storage.Contracts;

/// <summary>What every store has to do. A suite a seam; a store's tests derive from each in one line.</summary>
public abstract class StoreContract : IDisposable
{
    internal const string Organisation = "org_00000000000000000000000001";

    private readonly IStoreFactory _stores;
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-store-").FullName;
    private int _named;

    internal StoreContract(IStoreFactory stores)
    {
        _stores = stores;
        Ids = new IdSource(Clock);
        Store = Open();
    }

    internal ManualTime Clock { get; } = new();

    internal IdSource Ids { get; }

    internal IStore Store { get; private set; }

    internal RecordingIntake Intake { get; private set; } = null!;

    internal static TimeSpan Retention => TimeSpan.FromDays(10);

    internal long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    internal Catalog Catalog => Store.Catalog.Catalog;

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the store and opens it again: what it says afterwards was durable.</summary>
    internal void Reopen()
    {
        Store.Dispose();
        Store = Open();
    }

    internal async Task<CustomerApplication> AddApplicationAsync(string? uid = null, string organisation = Organisation)
    {
        CustomerApplication? made = null;
        await Store.Catalog.ChangeAsync(null, draft =>
        {
            made = new CustomerApplication
            {
                Id = draft.NextId<Application>(),
                Ksuid = Ids.Next(),
                Organisation = draft.Organisation(organisation),
                Uid = uid,
                Name = "app",
                CreatedAt = Now,
                UpdatedAt = Now,
            };
            draft.Put(made);
            return made.PublicId;
        });
        return made!;
    }

    /// <summary>The application of a source, without the source.</summary>
    internal async Task<SourceApplication> AddSourceApplicationAsync()
    {
        SourceApplication? made = null;
        await ChangeAsync(draft => draft.Put(made = new SourceApplication
        {
            Id = draft.NextId<Application>(),
            Ksuid = Ids.Next(),
            Organisation = draft.Organisation(Organisation),
            Name = "source",
            CreatedAt = Now,
            UpdatedAt = Now,
        }));
        return made!;
    }

    internal async Task<HttpEndpoint> AddEndpointAsync(Application application, Func<HttpEndpoint, HttpEndpoint>? shape = null)
    {
        HttpEndpoint? made = null;
        await Store.Catalog.ChangeAsync(null, draft =>
        {
            draft.Put(made = NewEndpoint(draft, application, shape));
            return made.PublicId;
        });
        return made!;
    }

    internal async Task<int[]> AddEndpointsAsync(Application application, int count, Func<HttpEndpoint, HttpEndpoint>? shape = null)
    {
        var ids = new int[count];
        await Store.Catalog.ChangeAsync(null, draft =>
        {
            for (var i = 0; i < count; i++)
            {
                var endpoint = NewEndpoint(draft, application, shape);
                ids[i] = endpoint.Id;
                draft.Put(endpoint);
            }

            return null;
        });
        return ids;
    }

    internal Task ChangeAsync(Action<CatalogDraft> change) =>
        Store.Catalog.ChangeAsync(null, draft =>
        {
            change(draft);
            return null;
        }).AsTask();

    internal Message NewMessage(
        Application application, string type = "invoice.paid", string? eventId = null, string[]? channels = null, string[]? tags = null,
        string? payload = null, long? deliverAt = null, long? expiresAt = null) => new()
        {
            Id = Ids.Next(),
            ApplicationId = application.Id,
            EventType = type,
            EventId = eventId,
            Channels = channels,
            Tags = tags,
            AcceptedAt = Now,
            DeliverAt = deliverAt,
            ExpiresAt = expiresAt,
            Payload = Encoding.UTF8.GetBytes(payload ?? $"{{\"n\":{++_named}}}"),
        };

    internal async Task<Accepted> AcceptAsync(Message message, IdempotencyKey? key = null) =>
        await Store.Accept.AcceptAsync(new NewMessage(message, key));

    /// <summary>Accepts one, and insists.</summary>
    internal async Task<Message> PostAsync(Message message)
    {
        var accepted = await AcceptAsync(message);
        accepted.Status.ShouldBe(AcceptStatus.Accepted);
        return accepted.Message!;
    }

    internal Task<Message> PostAsync(Application application, string type = "invoice.paid") => PostAsync(NewMessage(application, type));

    internal Task RecordAsync(
        Message message, int endpoint, int code = 200, long? retryAt = null, int tries = 1, bool manual = false, string response = "ok") =>
        Store.Record.RecordAsync(new AttemptRecord
        {
            Endpoint = endpoint,
            Message = message,
            Tries = tries,
            RetryAt = retryAt,
            Final = code is >= 200 and < 300 ? DeliveryState.Success : DeliveryState.Fail,
            Attempt = new Attempt(
                Now, 12, code, code is >= 200 and < 300 ? DeliveryState.Success : DeliveryState.Fail, manual,
                Catalog.Endpoint(endpoint)?.UrlId ?? 0, Encoding.UTF8.GetBytes(response)),
        }).AsTask();

    internal Task CancelAsync(Message message, int endpoint) =>
        Store.Record.RecordAsync(new AttemptRecord { Endpoint = endpoint, Message = message, Tries = 0, Final = DeliveryState.Canceled }).AsTask();

    internal async Task<IReadOnlyList<WorkItem>> WorkAsync(int endpoint, bool fifo = true) =>
        await Store.Work.FetchAsync(endpoint, fifo, 0, 10_000, long.MaxValue);

    internal static IdempotencyKey Key(string key, string body = "body", string credential = "credential", string path = "/path") =>
        IdempotencyKey.Create(credential, path, key, Encoding.UTF8.GetBytes(body));

    /// <summary>Follows a list from page to page to its end.</summary>
    internal static async Task<List<TItem>> AllAsync<TItem>(Func<PageRequest, ValueTask<HistoryPage<TItem>>> list, PageRequest first)
    {
        var all = new List<TItem>();
        for (var (page, request) = (await list(first), first); ; page = await list(request))
        {
            all.AddRange(page.Items);
            if (page.Done)
                return all;
            request = request with { Iterator = page.Last };
        }
    }

    /// <summary>Steps what runs until nothing does, in the turns of the runner.</summary>
    internal async Task RunJobsAsync()
    {
        while (await Store.Jobs.RunningAsync(1000) is { Count: > 0 } running)
            foreach (var job in JobTurns.Runnable(running))
                await Store.Jobs.StepAsync(job);
    }

    private HttpEndpoint NewEndpoint(CatalogDraft draft, Application application, Func<HttpEndpoint, HttpEndpoint>? shape)
    {
        var endpoint = new HttpEndpoint
        {
            Id = draft.NextId<Endpoint>(),
            Ksuid = Ids.Next(),
            ApplicationId = application.Id,
            Url = "https://example.com/hook",
            UrlId = draft.UrlId("https://example.com/hook"),
            CreatedAt = Now,
            UpdatedAt = Now,
        };
        return shape?.Invoke(endpoint) ?? endpoint;
    }

    private IStore Open()
    {
        var store = _stores.Open(_folder, Clock, Retention);
        Intake = new RecordingIntake { HasRoom = _stores.HaveLanesRoom };
        store.Attach(Intake);
        return store;
    }
}

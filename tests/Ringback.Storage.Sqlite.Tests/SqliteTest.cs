using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Storage.Relational;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Testing;

namespace Ringback.Storage.Sqlite.Tests;

/// <summary>A store of its own, with what only SQLite's tests look at.</summary>
public abstract class SqliteTest : IDisposable
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("ringback-sqlite-").FullName;

    internal ManualTime Clock { get; } = new();

    internal static Core.Crypto.SecretBox Box { get; } = new(new byte[32]);

    internal IdSource Ids => field ??= new IdSource(Clock);

    internal RelationalStore Store => field ??= SqliteStore.Open(Folder, Clock, Ids, Box);

    internal long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    internal async Task<(Application Application, Endpoint Endpoint)> OneEndpointAsync()
    {
        (Application, Endpoint) made = default;
        await Store.ChangeAsync(null, draft =>
        {
            var application = new CustomerApplication
            {
                Id = draft.NextId<Application>(),
                Ksuid = Ids.Next(),
                Organisation = draft.Organisation("org_1"),
                Name = "app",
                CreatedAt = Now,
                UpdatedAt = Now,
            };
            var endpoint = new HttpEndpoint
            {
                Id = draft.NextId<Endpoint>(),
                Ksuid = Ids.Next(),
                ApplicationId = application.Id,
                Url = "https://example.com",
                UrlId = draft.UrlId("https://example.com"),
                CreatedAt = Now,
                UpdatedAt = Now,
            };
            draft.Put(application);
            draft.Put(endpoint);
            made = (application, endpoint);
            return null;
        });
        return made;
    }

    internal NewMessage NewMessage(Application application, string? key = null, string? eventId = null, int size = 512)
    {
        var payload = Encoding.UTF8.GetBytes(new string('x', size));
        return new NewMessage(
            new Message
            {
                Id = Ids.Next(),
                ApplicationId = application.Id,
                EventType = "invoice.paid",
                EventId = eventId,
                AcceptedAt = Now,
                Payload = payload,
            },
            key is null ? null : IdempotencyKey.Create("credential", "/path", key, payload));
    }

    internal AttemptRecord Success(Message message, Endpoint endpoint) => new()
    {
        Endpoint = endpoint.Id,
        Message = message,
        Tries = 1,
        Final = DeliveryState.Success,
        Attempt = new Attempt(Now, 3, 204, DeliveryState.Success, false, endpoint.UrlId, []),
    };

    /// <summary>Holds the writer while <paramref name="add"/> queues what is to be one batch.</summary>
    internal async Task<T> AsOneBatchAsync<T>(Func<T> add)
    {
        using var holds = new ManualResetEventSlim();
        using var queued = new ManualResetEventSlim();
        var holder = Store.WriteAsync(_ =>
        {
            holds.Set();
            queued.Wait();
            return true;
        });
        holds.Wait();
        var added = add();
        queued.Set();
        await holder;
        return added;
    }

    internal ValueTask<T> OnWriterAsync<T>(Func<Database, T> read) => Store.WriteAsync(session => read(session.Database));
}

using System.IO.Compression;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Storage.Contracts;
using Ringback.Storage.Relational;
using Ringback.Testing;

namespace Ringback.Storage.Sqlite.Tests;

/// <summary>A database that the version before wrote: twelve messages to two endpoints, one of which answers 500.</summary>
public sealed class OldFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-old-").FullName;
    private readonly ManualTime _clock = new(new DateTimeOffset(2026, 11, 28, 0, 0, 0, TimeSpan.Zero));
    private readonly RecordingIntake _intake = new() { HasRoom = true };

    public OldFolderTests()
    {
        using var packed = new GZipStream(
            typeof(OldFolderTests).Assembly.GetManifestResourceStream("version-5.db.gz")!, CompressionMode.Decompress);
        using var file = File.Create(Path.Combine(_folder, SqliteStore.FileName));
        packed.CopyTo(file);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_keeps_what_it_has_and_lists_it_with_what_is_new()
    {
        Message? fresh = null;
        for (var opened = 0; opened < 2; opened++)
        {
            using var store = Open();
            var application = store.Catalog.CustomerApplications(store.Catalog.FindOrganisation("org_3MhsJi8ZQVt8ujVVRu58OmU0iJ1").ShouldNotBeNull()).Single();
            var endpoints = store.Catalog.EndpointsOf(application.Id).Page(0, 10, descending: false);
            if (fresh is null)
            {
                store.EndpointsWithParkedWork().ShouldBe(endpoints, "deliveries that wait for their time are work still");
                var accepted = await store.AcceptAsync(new NewMessage(new Message
                {
                    Id = new IdSource(_clock).Next(),
                    ApplicationId = application.Id,
                    EventType = "good",
                    AcceptedAt = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
                    Payload = "{}"u8.ToArray(),
                }));
                fresh = accepted.Message.ShouldNotBeNull();
                _intake.Direct.ShouldHaveSingleItem();
                await store.RecordAsync(new AttemptRecord
                {
                    Endpoint = endpoints[0],
                    Message = fresh,
                    Tries = 1,
                    Final = DeliveryState.Success,
                    Attempt = new Attempt(_clock.GetUtcNow().ToUnixTimeMilliseconds(), 3, 201, DeliveryState.Success, false, 1, []),
                });
            }

            (await store.Messages.ListAsync(application.Id, MessageFilter.None, new(50), false)).Items.Count.ShouldBe(13);
            var newest = (await store.Attempts.OfEndpointAsync(endpoints[0], AttemptFilter.None, new(50), AttemptDetail.Response)).Items;
            newest.Count.ShouldBe(13);
            newest[0].StatusCode.ShouldBe(201);
            newest.Count(static attempt => attempt.StatusCode == 0).ShouldBe(2);
            var oldest = (await store.Attempts.OfEndpointAsync(endpoints[0], AttemptFilter.None, new(50, Descending: false), default)).Items;
            oldest.Select(static attempt => attempt.Id).ShouldBe(newest.Reverse().Select(static attempt => attempt.Id));
            (await store.Attempts.OfEndpointAsync(endpoints[1], AttemptFilter.None, new(50), default)).Items.Count.ShouldBe(4);
            (await store.Messages.OfEndpointAsync(endpoints[0], new DeliveryFilter { State = DeliveryState.Success }, new(50), false)).Items.Count.ShouldBe(11);
            foreach (var attempt in newest)
                (await store.Attempts.FindAsync(attempt.Message, attempt.Id)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Work_that_waited_is_tried_again_and_ends()
    {
        using var store = Open();
        var due = await store.ClaimDueAsync(_clock.GetUtcNow().ToUnixTimeMilliseconds(), 100);
        due.Count.ShouldBe(6);
        foreach (var item in due)
            await store.RecordAsync(new AttemptRecord
            {
                Endpoint = item.Endpoint,
                Message = item.Message,
                Tries = item.Tries + 1,
                Final = DeliveryState.Success,
                Attempt = new Attempt(_clock.GetUtcNow().ToUnixTimeMilliseconds(), 3, 200, DeliveryState.Success, false, 1, []),
            });
        foreach (var item in due)
        {
            (await store.Attempts.OfMessageAsync(item.Message, new AttemptFilter { Endpoint = item.Endpoint }, new(10), default)).Items
                .Select(static attempt => attempt.State).ShouldBe([DeliveryState.Success, DeliveryState.Fail]);
        }

        (await store.NextDueAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_long_history_from_before_is_not_looked_through_for_what_it_can_not_have()
    {
        using (var older = Connection.SqliteDatabase.Open(Path.Combine(_folder, SqliteStore.FileName), readOnly: false))
            older.Execute(
                """
                with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
                insert into delivery (seq, ep, state) select i + 12, (select min(ep) from attempt), 0 from n;
                with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
                insert into message (seq, id, app, at, type, payload) select i + 12, randomblob(20), (select app from message limit 1), 1795814000000, 'good', x'' from n;
                """);
        using var store = Open();
        var application = store.Catalog.CustomerApplications(store.Catalog.FindOrganisation("org_3MhsJi8ZQVt8ujVVRu58OmU0iJ1").ShouldNotBeNull()).Single();
        var endpoint = store.Catalog.EndpointsOf(application.Id).Page(0, 10, descending: false)[0];
        var page = await store.Attempts.OfEndpointAsync(endpoint, AttemptFilter.None, new(50), default);
        (page.Items.Count, page.Done).ShouldBe((12, true));
    }

    private RelationalStore Open()
    {
        var store = SqliteStore.Open(
            _folder, _clock, new IdSource(_clock), new SecretBox(Convert.FromBase64String("mj79GPvQptx4Cc1mxUzIhlSRmWJmlXxr4xCTMPOXesE=")));
        store.Attach(_intake);
        return store;
    }
}

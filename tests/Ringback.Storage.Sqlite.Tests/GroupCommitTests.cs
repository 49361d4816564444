using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Storage.Sqlite.Tests;

/// <summary>What waits is committed once, what is bad fails alone, and what the disk refuses was never there.</summary>
public sealed class GroupCommitTests : SqliteTest
{
    [Fact]
    public async Task All_that_waits_is_committed_once()
    {
        var (application, endpoint) = await OneEndpointAsync();
        var first = (await Store.AcceptAsync(NewMessage(application))).Message!;
        var commits = Store.Commits;
        var added = await AsOneBatchAsync(() => new List<Task>(
            Enumerable.Range(0, 100).Select(i => (Task)Store.AcceptAsync(NewMessage(application, $"auto_{i}")).AsTask())
                .Append(Store.RecordAsync(Success(first, endpoint)).AsTask())));
        await Task.WhenAll(added);
        // The one that held the writer, and the batch.
        (Store.Commits - commits).ShouldBe(2);
    }

    [Fact]
    public async Task A_bad_message_in_a_batch_fails_alone()
    {
        var (application, endpoint) = await OneEndpointAsync();
        var known = (await Store.AcceptAsync(NewMessage(application))).Message!;
        var twice = new NewMessage(new Message
        {
            Id = known.Id,
            ApplicationId = application.Id,
            EventType = "a",
            AcceptedAt = Now,
        });
        Task<Accepted> bad = null!;
        Task<ChangeResult> change = null!;
        var good = await AsOneBatchAsync(() =>
        {
            var first = Store.AcceptAsync(NewMessage(application, "auto_1", "e1")).AsTask();
            change = Store.ChangeAsync(null, draft =>
            {
                draft.Put(endpoint with { Description = "changed" });
                return "changed";
            }).AsTask();
            bad = Store.AcceptAsync(twice).AsTask();
            return new[] { first, Store.AcceptAsync(NewMessage(application, "auto_2", "e2")).AsTask() };
        });
        await Should.ThrowAsync<InvalidOperationException>(bad);
        (await Task.WhenAll(good)).ShouldAllBe(accepted => accepted.Status == AcceptStatus.Accepted);
        (await change).Reference.ShouldBe("changed");
        Store.Catalog.Endpoint(endpoint.Id)!.Description.ShouldBe("changed");
        Store.Health.Writable.ShouldBeTrue();
    }

    [Fact]
    public async Task A_full_disk_refuses_all_and_takes_back_what_memory_had_and_passes()
    {
        var (application, endpoint) = await OneEndpointAsync();
        await OnWriterAsync(database => database.Prepared("pragma max_page_count = 1").Scalar());
        var big = NewMessage(application, "auto_big", "big", size: 1 << 20);
        var added = await AsOneBatchAsync(() => new Task[]
        {
            Store.ChangeAsync(null, draft =>
            {
                draft.Put(endpoint with { Description = "lost" });
                draft.Put(application with { Uid = "lost" });
                return null;
            }).AsTask(),
            Store.AcceptAsync(big).AsTask(),
        });
        foreach (var task in added)
            (await Should.ThrowAsync<StoreUnavailableException>(task)).Message.ShouldContain("disk is full");
        Store.Health.Reason.ShouldNotBeNull().ShouldContain("disk is full");
        Store.Catalog.Endpoint(endpoint.Id)!.Description.ShouldBeEmpty();
        Store.Catalog.FindApplication(application.Organisation, "lost").ShouldBeNull();

        await OnWriterAsync(database => database.Prepared("pragma max_page_count = 1000000").Scalar());
        Store.Health.Writable.ShouldBeTrue();
        (await Store.AcceptAsync(big)).Status.ShouldBe(AcceptStatus.Accepted);
        (await Store.AcceptAsync(big)).Status.ShouldBe(AcceptStatus.Replayed);
    }

    [Fact]
    public async Task Of_two_requests_with_one_id_in_one_batch_the_first_is_new()
    {
        var (application, _) = await OneEndpointAsync();
        var added = await AsOneBatchAsync(() => new[] { ReceiveAsync(application, "e"), ReceiveAsync(application, "e") });
        var outcomes = await Task.WhenAll(added);
        outcomes.Select(o => o.Events!.Single().IsDuplicate).ShouldBe([false, true]);
        outcomes[1].Events!.Single().Seq.ShouldBe(outcomes[0].Events!.Single().Seq);
    }

    [Fact]
    public async Task What_a_batch_that_was_taken_back_had_received_is_not_known()
    {
        var (application, _) = await OneEndpointAsync();
        await OnWriterAsync(database => database.Prepared("pragma max_page_count = 1").Scalar());
        var added = await AsOneBatchAsync(() => new Task[]
        {
            ReceiveAsync(application, "e"), ReceiveAsync(application, "e"), Store.AcceptAsync(NewMessage(application, size: 1 << 20)).AsTask(),
        });
        foreach (var task in added)
            await Should.ThrowAsync<StoreUnavailableException>(task);

        await OnWriterAsync(database => database.Prepared("pragma max_page_count = 1000000").Scalar());
        (await ReceiveAsync(application, "e")).Events!.Single().IsDuplicate.ShouldBeFalse();
        (await Store.Received.DuplicatesAsync(application.Id)).Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_bad_request_in_a_batch_fails_alone()
    {
        var (application, _) = await OneEndpointAsync();
        var known = (await Store.AcceptAsync(NewMessage(application))).Message!;
        var twice = new Message { Id = known.Id, ApplicationId = application.Id, EventType = "a", AcceptedAt = Now };
        Task<ReceivedResult> bad = null!;
        var good = await AsOneBatchAsync(() =>
        {
            var first = ReceiveAsync(application, "a");
            bad = Store.ReceiveAsync(Received(application, "b", NewMessage(application).Message, twice)).AsTask();
            return new[] { first, ReceiveAsync(application, "c") };
        });
        await Should.ThrowAsync<InvalidOperationException>(bad);
        (await Task.WhenAll(good)).ShouldAllBe(result => !result.Events!.Single().IsDuplicate);
        // All its events or none: the one that was good isn't there either.
        (await ReceiveAsync(application, "b")).Events!.Single().IsDuplicate.ShouldBeFalse();
    }

    [Fact]
    public async Task What_waits_when_the_store_is_closed_is_committed()
    {
        var (application, _) = await OneEndpointAsync();
        var waiting = Enumerable.Range(0, 200).Select(_ => Store.AcceptAsync(NewMessage(application)).AsTask()).ToList();
        Store.Dispose();
        (await Task.WhenAll(waiting)).ShouldAllBe(accepted => accepted.Status == AcceptStatus.Accepted);
        Should.Throw<StoreUnavailableException>(() => Store.AcceptAsync(NewMessage(application)).AsTask());
    }

    [Fact]
    public async Task The_log_is_copied_into_the_database_as_it_grows()
    {
        var (application, _) = await OneEndpointAsync();
        for (var i = 0; i < 40; i++)
            await Store.AcceptAsync(NewMessage(application, size: 1 << 20));
        new FileInfo(Path.Combine(Folder, SqliteStore.FileName + "-wal")).Length.ShouldBeLessThan(24 << 20);
    }

    private static ReceivedRequest Received(Application application, string id, params Message[] messages)
    {
        var key = DuplicateKey.Create(application.Id, DuplicateKeyKind.EventId, id, long.MaxValue);
        return new ReceivedRequest(
            application.Id, new ReceivedDetails(), [.. messages.Select((message, i) => new ReceivedEvent(message, i == 0 ? [key] : []))]);
    }

    private Task<ReceivedResult> ReceiveAsync(Application application, string id) =>
        Store.ReceiveAsync(Received(application, id, NewMessage(application).Message)).AsTask();
}

using Ringback.Core.Catalog;
using Ringback.Core.Record;
using Ringback.Testing;
using Ringback.Verification.Signing;

namespace Ringback.Server.Tests.Deliver;

public sealed class DisableTests
{
    [Fact]
    public async Task Gone_disables_the_endpoint_at_once_and_what_waited_is_canceled()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        var gate = new TaskCompletionSource();
        receiver.On("/hook", Replies.When(gate.Task, Replies.Status(410)));
        await using var test = await TestNode.StartAsync(options => options.LaneInFlight = 2);
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await test.PostManyAsync(50);
        await receiver.WaitForAsync(2);
        gate.SetResult();
        await test.UntilDoneAsync();
        test.Endpoint(endpoint).Disabled.ShouldBeTrue();
        receiver.Count.ShouldBeLessThanOrEqualTo(4);
        test.Deliveries(endpoint, DeliveryState.Fail).ShouldBe(receiver.Count);
        test.Deliveries(endpoint, DeliveryState.Canceled).ShouldBe(50 - receiver.Count);

        await test.PostAsync();
        test.Deliveries(endpoint, DeliveryState.Canceled).ShouldBe(51 - receiver.Count);
    }

    [Fact]
    public async Task An_endpoint_that_only_fails_is_disabled_also_when_a_restart_comes_between()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/hook", Replies.Status(500));
        await using var test = await TestNode.StartAsync(options =>
        {
            options.DisableAfter = TimeSpan.FromSeconds(2);
            options.RetrySchedule = Core.Background.RetrySchedule.None;
        });
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await test.PostAsync();
        await test.UntilAsync("select count(*) from failing", 1);
        var since = test.Query("select since from failing")!.Value;

        await test.RestartAsync();
        test.Query("select since from failing").ShouldBe(since);
        while (!test.Endpoint(endpoint).Disabled)
        {
            var enough = test.Now - since >= 2000;
            var tried = test.Attempts(endpoint);
            await test.PostAsync();
            // What was tried before may have disabled it just now, so that this one is canceled without an attempt; and the
            // catalog in memory follows the commit that the attempt is read from.
            await test.UntilAsync(() => test.Attempts(endpoint) > tried || test.Endpoint(endpoint).Disabled);
            if (enough) await test.UntilAsync(() => test.Endpoint(endpoint).Disabled);
        }

        test.Query("select min(at) from attempt").ShouldBe(since);
        // The catalog shows a change a moment before it is committed.
        await test.UntilAsync("select count(*) from failing", 0);
    }

    [Fact]
    public async Task A_success_in_between_begins_anew()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/hook", Replies.Status(500), Replies.Ok, Replies.Status(500));
        await using var test = await TestNode.StartAsync(options => options.RetrySchedule = Core.Background.RetrySchedule.None);
        await test.AddAsync(receiver.At("/hook"));
        await test.PostAsync();
        await test.UntilAsync("select count(*) from failing", 1);
        await test.PostAsync();
        await test.UntilAsync("select count(*) from failing", 0);
        await test.PostAsync();
        await test.UntilAsync("select count(*) from failing", 1);
        test.Query("select since from failing").ShouldBe(test.Query("select max(at) from attempt"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_endpoint_that_is_enabled_again_or_repaired_isnt_disabled_by_its_next_failure(bool enabledAgain)
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/hook", Replies.Status(500));
        receiver.On("/other", Replies.Status(500));
        await using var test = await TestNode.StartAsync(options =>
        {
            options.RetrySchedule = Core.Background.RetrySchedule.None;
            options.DisableAfter = TimeSpan.FromSeconds(30);
        });
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await test.PostAsync();
        await test.UntilAsync("select count(*) from failing", 1);
        if (enabledAgain)
        {
            await test.ChangeAsync(endpoint, known => known with { Disabled = true });
            await test.ChangeAsync(endpoint, known => known with { Disabled = false });
        }
        else
        {
            await test.Node.CatalogStore.ChangeAsync(null, draft =>
            {
                var url = receiver.At("/other").ToString();
                draft.Put((HttpEndpoint)test.Endpoint(endpoint) with { Url = url, UrlId = draft.UrlId(url) });
                return null;
            });
        }

        test.Query("select count(*) from failing").ShouldBe(0);
        await test.PostAsync();
        await test.UntilAsync("select count(*) from failing", 1);
        test.Query("select since from failing").ShouldBe(test.Query("select max(at) from attempt"));
    }

    [Fact]
    public async Task What_is_posted_while_it_is_disabled_is_on_record_as_canceled_and_what_comes_after_is_sent()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync();
        var endpoint = await test.AddAsync(receiver.At("/hook"), known => known with { Disabled = true });
        await test.PostManyAsync(3);
        test.Deliveries(endpoint, DeliveryState.Canceled).ShouldBe(3);
        await test.ChangeAsync(endpoint, known => known with { Disabled = false });
        var sent = await test.PostAsync();
        (await receiver.WaitForAsync(1))[0].MessageId.ShouldBe(sent.PublicId);
        await test.UntilDoneAsync();
        receiver.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Messages_that_wait_for_an_endpoint_that_is_deleted_are_canceled_and_nothing_more_is_sent()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        var gate = new TaskCompletionSource();
        receiver.On("/hook", Replies.When(gate.Task));
        await using var test = await TestNode.StartAsync(options => options.LaneInFlight = 1);
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await test.PostManyAsync(600);
        await receiver.WaitForAsync(1);
        await test.Node.CatalogStore.ChangeAsync(null, draft =>
        {
            draft.Remove(test.Endpoint(endpoint));
            return null;
        });
        gate.SetResult();
        await test.UntilDoneAsync();
        receiver.Count.ShouldBe(1);
        test.Query("select count(*) from delivery where state = 4").ShouldBe(599);
        test.Logs.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_that_fail_together_tell_once_that_the_endpoint_was_disabled()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        var gate = new TaskCompletionSource();
        receiver.On("/hook", Replies.When(gate.Task, Replies.Status(410)));
        await using var test = await TestNode.StartAsync();
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await AddOperationalEndpointAsync(test, receiver.At("/events"));
        await test.PostManyAsync(4);
        await receiver.WaitForAsync(4, "/hook");
        gate.SetResult();
        // It is posted after the commit that disables: until it has come, nothing being left to do doesn't mean that all is done.
        await receiver.WaitForAsync(1, "/events");
        await test.UntilDoneAsync();
        test.Endpoint(endpoint).Disabled.ShouldBeTrue();
        var events = receiver.Requests.Where(request => request.Path == "/events").Select(request => request.Text).ToList();
        events.Count(text => text.Contains(Core.Operational.EventNames.EndpointDisabled, StringComparison.Ordinal)).ShouldBe(1);
    }

    private static async Task AddOperationalEndpointAsync(TestNode test, Uri url) =>
        await test.Node.CatalogStore.ChangeAsync(null, draft =>
        {
            var application = new OperationalApplication
            {
                Id = draft.NextId<Application>(),
                Ksuid = test.Node.Ids.Next(),
                Organisation = test.Application.Organisation,
                Name = "operational",
                CreatedAt = test.Now,
                UpdatedAt = test.Now,
            };
            draft.Put(application);
            var ksuid = test.Node.Ids.Next();
            draft.Put(new HttpEndpoint
            {
                Id = draft.NextId<Endpoint>(),
                Ksuid = ksuid,
                ApplicationId = application.Id,
                Url = url.ToString(),
                CreatedAt = test.Now,
                UpdatedAt = test.Now,
                Sealed = new EndpointCredentials([new KeptSecret(EndpointSecret.Generate().Text, null)], null).Seal(test.Node.Box, ksuid),
            });
            return null;
        });
}

using Ringback.Core.Accept;
using Ringback.Core.Messages;

namespace Ringback.Storage.Contracts;

/// <summary>A message is durable and routed when its task completes, once for each of its keys.</summary>
public abstract class AcceptContract : StoreContract
{
    internal AcceptContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task A_message_and_its_work_survive_a_restart_as_they_were()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application);
        var given = new Message
        {
            Id = Ids.Next(),
            ApplicationId = application.Id,
            EventType = "a.b",
            EventId = "e-1",
            Channels = ["one", "two"],
            Tags = ["t"],
            AcceptedAt = Now,
            ExpiresAt = Now + 1000,
            ContentType = "text/plain",
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Payload = new byte[] { 0, 1, 255 },
        };
        await PostAsync(given);
        Reopen();

        var kept = (await WorkAsync(endpoint.Id)).ShouldHaveSingleItem().Message;
        kept.Payload!.Value.ToArray().ShouldBe(given.Payload.Value.ToArray());
        (kept.Id, kept.ApplicationId, kept.EventType, kept.EventId, kept.AcceptedAt, kept.ExpiresAt, kept.ContentType, kept.TraceParent, kept.Seq)
            .ShouldBe((given.Id, given.ApplicationId, given.EventType, given.EventId, given.AcceptedAt, given.ExpiresAt, given.ContentType,
                given.TraceParent, given.Seq));
        kept.Channels.ShouldBe(given.Channels);
        kept.Tags.ShouldBe(given.Tags);
        Store.Work.EndpointsWithParkedWork().ShouldBe([endpoint.Id]);
    }

    [Fact]
    public async Task Seq_is_the_order_of_commit_and_never_goes_back()
    {
        var application = await AddApplicationAsync();
        var seqs = new List<long>();
        for (var i = 0; i < 3; i++)
            seqs.Add((await PostAsync(application)).Seq);
        Reopen();
        seqs.Add((await PostAsync(application)).Seq);
        seqs.ShouldBeInOrder();
        seqs.Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task Only_endpoints_whose_filters_take_it_get_it()
    {
        var application = await AddApplicationAsync();
        var all = await AddEndpointAsync(application);
        var typed = await AddEndpointAsync(application, e => e with { EventTypes = ["a"] });
        await AddEndpointAsync(application, e => e with { EventTypes = ["b"] });
        var channel = await AddEndpointAsync(application, e => e with { Channels = ["c"] });
        await AddEndpointAsync(await AddApplicationAsync());
        await PostAsync(NewMessage(application, "a", channels: ["c", "d"]));
        Intake.Offered.ShouldHaveSingleItem().Endpoints.ShouldBe([all.Id, typed.Id, channel.Id]);
        await PostAsync(NewMessage(application, "x"));
        Intake.Offered.Last().Endpoints.ShouldBe([all.Id]);
    }

    [Fact]
    public async Task An_example_goes_to_one_endpoint_whatever_its_filters()
    {
        var application = await AddApplicationAsync();
        await AddEndpointAsync(application);
        var only = await AddEndpointAsync(application, e => e with { EventTypes = ["b"] });
        await Store.Accept.AcceptAsync(new NewMessage(NewMessage(application, "a"), OnlyEndpoint: only.Id));
        Intake.Offered.ShouldHaveSingleItem().Endpoints.ShouldBe([only.Id]);
    }

    [Fact]
    public async Task What_is_for_a_disabled_endpoint_is_on_record_as_canceled()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application, e => e with { Disabled = true });
        var message = await PostAsync(application);
        Intake.Offered.ShouldBeEmpty();
        (await WorkAsync(endpoint.Id)).ShouldBeEmpty();
        var page = await Store.Messages.DestinationsAsync(message, new(10));
        page.Items.ShouldHaveSingleItem().State.ShouldBe(Core.Record.DeliveryState.Canceled);
    }

    [Fact]
    public async Task A_delayed_message_is_due_at_its_time()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application);
        await PostAsync(NewMessage(application, deliverAt: Now + 60_000));
        Intake.Offered.ShouldBeEmpty();
        Intake.DueTimes.ShouldHaveSingleItem().ShouldBe(Now + 60_000);
        (await Store.Work.NextDueAsync()).ShouldBe(Now + 60_000);
        (await Store.Work.ClaimDueAsync(Now + 59_999, 10)).ShouldBeEmpty();
        (await Store.Work.ClaimDueAsync(Now + 60_000, 10)).ShouldHaveSingleItem().Endpoint.ShouldBe(endpoint.Id);
        (await Store.Work.NextDueAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_message_of_a_deleted_application_is_refused()
    {
        var application = await AddApplicationAsync();
        await ChangeAsync(draft => draft.Remove(application));
        (await AcceptAsync(NewMessage(application))).Status.ShouldBe(AcceptStatus.ApplicationGone);
    }

    [Fact]
    public async Task An_event_id_is_unique_in_its_application()
    {
        var (one, two) = (await AddApplicationAsync(), await AddApplicationAsync());
        (await AcceptAsync(NewMessage(one, eventId: "e"))).Status.ShouldBe(AcceptStatus.Accepted);
        (await AcceptAsync(NewMessage(one, eventId: "e"))).Status.ShouldBe(AcceptStatus.DuplicateEventId);
        (await AcceptAsync(NewMessage(two, eventId: "e"))).Status.ShouldBe(AcceptStatus.Accepted);
        Reopen();
        (await AcceptAsync(NewMessage(one, eventId: "e"))).Status.ShouldBe(AcceptStatus.DuplicateEventId);
    }

    [Theory]
    [InlineData("auto_1")]
    [InlineData("chosen")]
    public async Task The_same_request_again_is_answered_with_the_first_message(string key)
    {
        var application = await AddApplicationAsync();
        var first = NewMessage(application, eventId: "e");
        await AcceptAsync(first, Key(key));
        var again = await AcceptAsync(NewMessage(application, eventId: "e"), Key(key));
        (again.Status, again.Message!.Id).ShouldBe((AcceptStatus.Replayed, first.Id));
        Reopen();
        again = await AcceptAsync(NewMessage(application, eventId: "e"), Key(key));
        (again.Status, again.Message!.Id).ShouldBe((AcceptStatus.Replayed, first.Id));
        again.Message.Payload!.Value.ToArray().ShouldBe(first.Payload!.Value.ToArray());
        (await Store.Messages.ListAsync(application.Id, Core.History.MessageFilter.None, new(10), false)).Items.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("auto_1")]
    [InlineData("chosen")]
    public async Task The_same_key_with_another_body_is_refused(string key)
    {
        var application = await AddApplicationAsync();
        await AcceptAsync(NewMessage(application), Key(key));
        (await AcceptAsync(NewMessage(application), Key(key, "other"))).Status.ShouldBe(AcceptStatus.KeyReused);
    }

    [Theory]
    [InlineData("credential", "/other")]
    [InlineData("other", "/path")]
    public async Task A_key_is_of_its_credential_and_path(string credential, string path)
    {
        var application = await AddApplicationAsync();
        await AcceptAsync(NewMessage(application), Key("k"));
        (await AcceptAsync(NewMessage(application), Key("k", credential: credential, path: path))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Theory]
    [InlineData("auto_1", 10 * 60, 40 * 60)]
    [InlineData("chosen", 12 * 3600 - 1, 12 * 3600)]
    public async Task A_key_is_kept_its_time_and_then_forgotten(string key, int stillSeconds, int goneSeconds)
    {
        var application = await AddApplicationAsync();
        await AcceptAsync(NewMessage(application), Key(key));
        Clock.Advance(TimeSpan.FromSeconds(stillSeconds));
        (await AcceptAsync(NewMessage(application), Key(key))).Status.ShouldBe(AcceptStatus.Replayed);
        for (var passed = stillSeconds; passed < goneSeconds; passed += 60)
        {
            Clock.Advance(TimeSpan.FromSeconds(Math.Min(60, goneSeconds - passed)));
            await AcceptAsync(NewMessage(application), Key("auto_" + passed));
        }

        (await AcceptAsync(NewMessage(application), Key(key))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public async Task A_made_up_key_is_kept_its_time_across_a_restart()
    {
        var application = await AddApplicationAsync();
        await AcceptAsync(NewMessage(application), Key("auto_1"));
        Clock.Advance(TimeSpan.FromMinutes(9));
        Reopen();
        (await AcceptAsync(NewMessage(application), Key("auto_1"))).Status.ShouldBe(AcceptStatus.Replayed);
    }

    [Theory]
    [InlineData("auto_race")]
    [InlineData("chosen_race")]
    public async Task Of_many_at_once_with_one_key_exactly_one_is_accepted(string key)
    {
        var application = await AddApplicationAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => AcceptAsync(NewMessage(application), Key(key)))));
        var first = results.Single(r => r.Status == AcceptStatus.Accepted).Message!;
        results.Where(r => r.Status != AcceptStatus.Accepted)
            .ShouldAllBe(r => r.Status == AcceptStatus.Replayed && r.Message!.Id == first.Id);
    }

    [Fact]
    public async Task Of_many_at_once_with_one_event_id_exactly_one_is_accepted()
    {
        var application = await AddApplicationAsync();
        var results = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(_ => Task.Run(() => AcceptAsync(NewMessage(application, eventId: "e")))));
        results.Count(r => r.Status == AcceptStatus.Accepted).ShouldBe(1);
        results.Count(r => r.Status == AcceptStatus.DuplicateEventId).ShouldBe(63);
    }

    [Fact]
    public async Task Many_at_once_are_all_there_after_a_restart()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application);
        var accepted = await Task.WhenAll(Enumerable.Range(0, 500).Select(i =>
            Task.Run(() => AcceptAsync(NewMessage(application), Key("auto_" + i)))));
        Reopen();
        var work = await WorkAsync(endpoint.Id);
        work.Select(item => item.Message.Id).Order().ShouldBe(accepted.Select(a => a.Message!.Id).Order());
        work.Select(item => item.Message.Seq).ShouldBeInOrder();
    }

    [Fact]
    public async Task Work_is_offered_in_the_order_of_commit()
    {
        var application = await AddApplicationAsync();
        await AddEndpointAsync(application);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => Task.Run(() => PostAsync(application))));
        Intake.Offered.Select(offer => offer.Seq).ShouldBeInOrder();
        Intake.Offered.Count.ShouldBe(300);
    }
}

using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts;

/// <summary>Long work in steps: whole, in order, and resumed where a restart found it.</summary>
public abstract class JobContract : StoreContract
{
    internal JobContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task A_message_to_very_many_is_expanded_in_endpoint_order_across_a_restart()
    {
        var application = await AddApplicationAsync();
        var endpoints = await AddEndpointsAsync(application, 2500);
        var told = 0;
        Store.OnJobAdded(() => told++);
        var message = await PostAsync(application);
        told.ShouldBe(1);
        Intake.Offered.ShouldBeEmpty();
        var job = (await Store.Jobs.RunningAsync(10)).ShouldHaveSingleItem();
        await Store.Jobs.StepAsync(job);
        var first = Intake.Offered.SelectMany(offer => offer.Endpoints).ToArray();
        first.Length.ShouldBeInRange(1, 1000);
        first.ShouldBe(endpoints[..first.Length]);
        Reopen();
        await RunJobsAsync();
        Intake.Offered.SelectMany(offer => offer.Endpoints).ShouldBe(endpoints[first.Length..]);
        Intake.Offered.ShouldAllBe(offer => offer.Seq == message.Seq);
        (await AllAsync(page => Store.Messages.DestinationsAsync(message, page), new(250, Descending: false))).Select(d => d.Endpoint)
            .ShouldBe(endpoints);
        (await Store.Jobs.RunningAsync(10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_step_given_twice_is_taken_once()
    {
        var application = await AddApplicationAsync();
        await AddEndpointsAsync(application, 2500);
        await PostAsync(application);
        var job = (await Store.Jobs.RunningAsync(10)).Single();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Store.Jobs.StepAsync(job).AsTask()));
        await RunJobsAsync();
        await Store.Jobs.StepAsync(job);
        Intake.Offered.Sum(offer => offer.Endpoints.Length).ShouldBe(2500);
        Intake.Offered.SelectMany(offer => offer.Endpoints).ShouldBeUnique();
    }

    [Fact]
    public async Task In_a_fifo_lane_nothing_overtakes_a_fan_out_that_is_being_expanded()
    {
        var application = await AddApplicationAsync();
        var fifo = (await AddEndpointsAsync(application, 1500, e => e with { Order = DeliveryOrder.Fifo }))[^1];
        var single = await AddEndpointAsync(application, e => e with { EventTypes = ["single"], Order = DeliveryOrder.Fifo });
        var seqs = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            seqs.Add((await PostAsync(application)).Seq);
            seqs.Add((await PostAsync(application, "single")).Seq);
        }

        await RunJobsAsync();
        Intake.Offered.Where(offer => offer.Endpoints.Contains(fifo)).Select(offer => offer.Seq).ShouldBe(seqs);
        Intake.Offered.Where(offer => offer.Endpoints.Contains(single.Id)).Count().ShouldBe(3);

        // Once all is expanded, messages go straight again.
        Intake.Offered.Clear();
        await PostAsync(await AddApplicationAsync());
        (await Store.Jobs.RunningAsync(10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fan_out_of_a_deleted_application_ends()
    {
        var application = await AddApplicationAsync();
        await AddEndpointsAsync(application, 1500);
        await PostAsync(application);
        await ChangeAsync(draft => draft.Remove(application));
        await RunJobsAsync();
        Intake.Offered.ShouldBeEmpty();
    }

    [Fact]
    public async Task Recovering_brings_back_what_failed_or_was_canceled_in_a_time()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application);
        var early = await PostAsync(application);
        await RecordAsync(early, endpoint.Id, 500);
        Clock.Advance(TimeSpan.FromMinutes(1));
        var since = Now;
        var failed = await PostAsync(application);
        await RecordAsync(failed, endpoint.Id, 500);
        await RecordAsync(await PostAsync(application), endpoint.Id);
        await ChangeAsync(draft => draft.Put(endpoint with { Disabled = true }));
        var canceled = await PostAsync(application);
        await ChangeAsync(draft => draft.Put(endpoint));
        Clock.Advance(TimeSpan.FromMinutes(1));
        var until = Now;
        await RecordAsync(await PostAsync(application), endpoint.Id, 500);

        var job = await RunAsync(JobKind.Recover, JobArguments.Serialize(new ReplayArguments(endpoint.Id, since, until)), application);
        job.Result.ShouldBe("""{"messagesSent":2}""");
        Intake.ParkedAt.ShouldContain(endpoint.Id);
        (await WorkAsync(endpoint.Id)).Select(item => (item.Message.Seq, item.Tries, item.Manual))
            .ShouldBe([(failed.Seq, 0, false), (canceled.Seq, 0, false)]);
    }

    [Fact]
    public async Task Replaying_what_is_missing_sends_what_the_endpoint_never_got()
    {
        var application = await AddApplicationAsync();
        var before = await PostAsync(NewMessage(application, "a"));
        var endpoint = await AddEndpointAsync(application, e => e with { EventTypes = ["a"] });
        await RecordAsync(await PostAsync(NewMessage(application, "a")), endpoint.Id, 500);
        await PostAsync(NewMessage(application, "b"));
        var waiting = await PostAsync(NewMessage(application, "a"));
        var expunged = await PostAsync(NewMessage(await AddApplicationAsync(), "a"));

        var job = await RunAsync(JobKind.ReplayMissing, JobArguments.Serialize(new ReplayArguments(endpoint.Id, Now - 1000, Now + 1000)), application);
        job.Result.ShouldBe("""{"messagesSent":1}""");
        (await WorkAsync(endpoint.Id)).Select(item => item.Message.Seq).ShouldBe([before.Seq, waiting.Seq]);
        expunged.Seq.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Bulk_replay_sends_again_what_matches()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application);
        var messages = new List<Message>();
        foreach (var (type, code) in new[] { ("a", 200), ("a", 404), ("b", 500), ("a", 503) })
        {
            messages.Add(await PostAsync(NewMessage(application, type, channels: ["c" + code], tags: ["t" + code])));
            await RecordAsync(messages[^1], endpoint.Id, code);
        }

        await Expect(new(endpoint.Id, Now, Now + 1), 0, 1, 2, 3);
        await Expect(new(endpoint.Id, Now + 1, Now + 2));
        await Expect(new(endpoint.Id, Now, Now + 1, EventTypes: ["a"]), 0, 1, 3);
        await Expect(new(endpoint.Id, Now, Now + 1, Channel: "c404"), 1);
        await Expect(new(endpoint.Id, Now, Now + 1, Tag: "t500"), 2);
        await Expect(new(endpoint.Id, Now, Now + 1, State: DeliveryState.Success), 0);
        await Expect(new(endpoint.Id, Now, Now + 1, State: DeliveryState.Fail), 1, 2, 3);
        await Expect(new(endpoint.Id, Now, Now + 1, StatusCodeClass: 500, EventTypes: ["a"]), 3);

        async Task Expect(BulkReplayArguments arguments, params int[] expected)
        {
            await RunAsync(JobKind.BulkReplay, JobArguments.Serialize(arguments), application);
            var work = await WorkAsync(endpoint.Id);
            work.Select(item => item.Message.Seq).ShouldBe(expected.Select(i => messages[i].Seq));
            foreach (var item in work)
                await RecordAsync(item.Message, endpoint.Id, int.Parse(item.Message.Tags![0][1..], null));
        }
    }

    [Fact]
    public async Task Replays_leave_out_what_has_no_payload_any_more()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application);
        var message = await PostAsync(application);
        await RecordAsync(message, endpoint.Id, 500);
        await Store.Editor.ExpungeAsync([message]);
        await RunAsync(JobKind.Recover, JobArguments.Serialize(new ReplayArguments(endpoint.Id, Now, Now + 1)), application);
        await RunAsync(JobKind.BulkReplay, JobArguments.Serialize(new BulkReplayArguments(endpoint.Id, Now, Now + 1)), application);
        (await WorkAsync(endpoint.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Expunging_all_drops_the_payloads_of_an_application_posted_before()
    {
        var (application, other) = (await AddApplicationAsync(), await AddApplicationAsync());
        for (var i = 0; i < 1200; i++)
            await AcceptAsync(NewMessage(application));
        await PostAsync(other);
        await StartAsync(JobKind.ExpungeAll, "{}", application);
        Clock.Advance(TimeSpan.FromSeconds(10));
        var later = await PostAsync(application);
        await RunJobsAsync();
        var kept = await AllAsync(page => Store.Messages.ListAsync(application.Id, MessageFilter.None, page, true), new(250));
        kept.Where(m => m.Payload is not null).ShouldHaveSingleItem().Id.ShouldBe(later.Id);
        (await Store.Messages.ListAsync(other.Id, MessageFilter.None, new(10), true)).Items[0].Payload.ShouldNotBeNull();
    }

    [Fact]
    public async Task Statistics_count_messages_by_application_and_by_type_within_the_organisation()
    {
        var (one, two) = (await AddApplicationAsync("one"), await AddApplicationAsync());
        await AddEndpointAsync(one, e => e with { EventTypes = ["b", "a"] });
        var both = await AddEndpointAsync(one);
        await AddEndpointAsync(two, e => e with { EventTypes = ["a"] });
        var foreign = await AddApplicationAsync(organisation: "org_00000000000000000000000002");
        await PostAsync(one, "a");
        Clock.Advance(TimeSpan.FromSeconds(1));
        var since = Now;
        await RecordAsync(await PostAsync(one, "a"), both.Id);
        await PostAsync(one, "c");
        await PostAsync(two, "a");
        await PostAsync(foreign, "c");
        Clock.Advance(TimeSpan.FromSeconds(1));
        var until = Now;
        await PostAsync(two, "a");

        var all = await RunAsync(JobKind.ApplicationStats, JobArguments.Serialize(new StatsArguments(since, until)));
        all.Result.ShouldBe(
            $$"""{"appStats":[{"appId":"{{one.PublicId}}","appUid":"one","messageDestinations":3},{"appId":"{{two.PublicId}}","appUid":null,"messageDestinations":1}]}""");
        var some = await RunAsync(JobKind.ApplicationStats, JobArguments.Serialize(new StatsArguments(since, until, [two.Id, foreign.Id])));
        some.Result.ShouldBe($$"""{"appStats":[{"appId":"{{two.PublicId}}","appUid":null,"messageDestinations":1}]}""");
        var types = await RunAsync(JobKind.EventTypeStats, "{}");
        types.Result.ShouldBe(
            $$"""{"event_types":[{"appId":"{{one.PublicId}}","explicitlySubscribedEventTypes":["a","b"],"hasCatchAllEndpoint":true},{"appId":"{{two.PublicId}}","explicitlySubscribedEventTypes":["a"],"hasCatchAllEndpoint":false}]}""");
    }

    [Fact]
    public async Task Jobs_are_found_and_listed_in_their_organisation_and_fan_outs_are_not()
    {
        var application = await AddApplicationAsync();
        await AddEndpointsAsync(application, 1001);
        await PostAsync(application);
        var mine = application.Organisation.Id;
        var first = await StartAsync(JobKind.ExpungeAll, "{}", application);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await StartAsync(JobKind.EventTypeStats, "{}");
        await RunJobsAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));
        var third = await StartAsync(JobKind.ExpungeAll, "{}", application);
        await Store.Jobs.FailAsync((await Store.Jobs.RunningAsync(10)).Single(), "no \"reason\"");

        (await Store.Jobs.FindAsync(mine, second.Id)).ShouldNotBeNull().Status.ShouldBe(JobStatus.Finished);
        (await Store.Jobs.FindAsync(mine + 1, second.Id)).ShouldBeNull();
        (await Store.Jobs.FindAsync(mine, third.Id)).ShouldNotBeNull().Result.ShouldContain("error");
        await Expect(null, null, null, 10, true, third, second, first);
        await Expect(null, null, null, 2, false, first, second);
        await Expect(null, null, second.Id, 2, false, third);
        await Expect(null, null, second.Id, 2, true, first);
        await Expect(JobKind.ExpungeAll, null, null, 10, false, first, third);
        await Expect(null, JobStatus.Failed, null, 10, false, third);

        async Task Expect(JobKind? kind, JobStatus? status, Core.Ids.Ksuid? after, int limit, bool descending, params Job[] expected) =>
            (await Store.Jobs.ListAsync(mine, kind, status, new PageRequest(limit, descending, after))).Items.Select(j => j.Id).ShouldBe(expected.Select(j => j.Id));
    }

    private async Task<Job> StartAsync(JobKind kind, string arguments, Application? application = null)
    {
        var id = Ids.Next();
        await ChangeAsync(draft => draft.Start(new Job
        {
            Id = id,
            Kind = kind,
            OrganisationId = draft.Organisation(Organisation).Id,
            ApplicationId = application?.Id ?? 0,
            Arguments = arguments,
            CreatedAt = Now,
            UpdatedAt = Now,
        }));
        return (await Store.Jobs.RunningAsync(100)).Single(job => job.Id == id);
    }

    private async Task<Job> RunAsync(JobKind kind, string arguments, Application? application = null)
    {
        var job = await StartAsync(kind, arguments, application);
        await RunJobsAsync();
        var done = (await Store.Jobs.FindAsync(job.OrganisationId, job.Id)).ShouldNotBeNull();
        done.Status.ShouldBe(JobStatus.Finished);
        return done;
    }
}

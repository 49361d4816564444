using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Jobs;
using Ringback.Core.Paging;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts;

/// <summary>
/// What becomes of direct deliveries: they have no row of work, and are found all the same by whoever looks, until their first outcome is
/// on record. To be tested by a store whose lanes have room.
/// </summary>
public abstract class DirectContract : StoreContract
{
    internal DirectContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task A_direct_delivery_is_listed_as_pending_and_fetched_by_nobody()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var message = await PostAsync(application);
        Intake.Direct.ShouldHaveSingleItem().ShouldBe((message, endpoint));
        Intake.Reserved.ShouldBe(0);
        (await WorkAsync(endpoint)).ShouldBeEmpty();
        await IsAsync(message, endpoint, DeliveryState.Pending);
        (await Store.Messages.StatisticsAsync(endpoint, Now, Now + 1)).ShouldBe(new EndpointStatistics(0, 1, 0, 0));
    }

    [Fact]
    public async Task Its_success_is_a_delivery_and_an_attempt()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var message = await PostAsync(application);
        await RecordAsync(message, endpoint, 204, response: "fine");
        Reopen();
        (await WorkAsync(endpoint)).ShouldBeEmpty();
        await IsAsync(message, endpoint, DeliveryState.Success);
        var attempt = (await Store.Attempts.OfEndpointAsync(endpoint, AttemptFilter.None, new(10), AttemptDetail.Response)).Items.ShouldHaveSingleItem();
        (attempt.StatusCode, attempt.Manual, System.Text.Encoding.UTF8.GetString(attempt.Response)).ShouldBe((204, false, "fine"));
        (await Store.Attempts.OfMessageAsync(message, AttemptFilter.None, new(10), default)).Items.ShouldHaveSingleItem().Id.ShouldBe(attempt.Id);
        (await Store.Attempts.FindAsync(message, attempt.Id)).ShouldNotBeNull();
        (await Store.Messages.StatisticsAsync(endpoint, Now, Now + 1000)).ShouldBe(new EndpointStatistics(1, 0, 0, 0));
        (await Store.Editor.ExpungeResponseAsync(message, attempt.Id)).ShouldBeTrue();
        (await Store.Attempts.FindAsync(message, attempt.Id))!.Response.ShouldBe("EXPUNGED"u8.ToArray());
    }

    [Fact]
    public async Task Its_failure_makes_it_work_that_waits_for_its_time()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var message = await PostAsync(application);
        await RecordAsync(message, endpoint, 500, retryAt: Now + 1000);
        Reopen();
        var claimed = (await Store.Work.ClaimDueAsync(Now + 1000, 10)).ShouldHaveSingleItem();
        (claimed.Message.Seq, claimed.Tries).ShouldBe((message.Seq, 1));
        await RecordAsync(message, endpoint, 200, tries: 2);
        (await Store.Attempts.OfMessageAsync(message, AttemptFilter.None, new(10), default)).Items.Select(static attempt => attempt.StatusCode).ShouldBe([200, 500]);
        await IsAsync(message, endpoint, DeliveryState.Success);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_has_no_outcome_when_a_store_is_opened_is_parked_work_again(bool outcomesOfOthers)
    {
        var application = await AddApplicationAsync();
        var endpoints = new List<int>();
        for (var i = 0; i < 3; i++)
            endpoints.Add((await AddEndpointAsync(application)).Id);
        var messages = new List<Core.Messages.Message>();
        for (var i = 0; i < 5; i++)
            messages.Add(await PostAsync(application));
        if (outcomesOfOthers)
            foreach (var message in messages)
                await RecordAsync(message, endpoints[1]);
        Reopen();
        Store.Work.EndpointsWithParkedWork().ShouldBe(outcomesOfOthers ? [endpoints[0], endpoints[2]] : endpoints);
        foreach (var endpoint in endpoints)
            (await WorkAsync(endpoint)).Select(static item => item.Message.Seq)
                .ShouldBe(outcomesOfOthers && endpoint == endpoints[1] ? [] : messages.Select(static message => message.Seq));
        foreach (var message in messages)
            await RecordAsync(message, endpoints[0]);
        Reopen();
        (await WorkAsync(endpoints[0])).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_lets_go_of_them_gets_rows()
    {
        var application = await AddApplicationAsync();
        var (endpoint, other) = ((await AddEndpointAsync(application)).Id, (await AddEndpointAsync(application)).Id);
        var message = await PostAsync(application);
        await Store.Work.ParkDirectAsync(endpoint);
        Intake.ParkedAt.ShouldBe([endpoint]);
        (await WorkAsync(endpoint)).ShouldHaveSingleItem().Message.Seq.ShouldBe(message.Seq);
        (await WorkAsync(other)).ShouldBeEmpty();
        await RecordAsync(message, endpoint);
        (await WorkAsync(endpoint)).ShouldBeEmpty();
        (await Store.Attempts.OfEndpointAsync(endpoint, AttemptFilter.None, new(10), default)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_that_waits_for_long_gets_a_row()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        await PostAsync(application);
        Clock.Advance(TimeSpan.FromMilliseconds(DirectDeliveries.Patience));
        var late = await PostAsync(application);
        await RetainAsync();
        (await WorkAsync(endpoint)).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await RetainAsync();
        (await WorkAsync(endpoint)).ShouldHaveSingleItem().Message.Seq.ShouldNotBe(late.Seq);
    }

    [Fact]
    public async Task One_that_is_under_way_is_not_sent_twice()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application);
        var message = await PostAsync(application);
        await Store.Editor.ResendAsync(null, message, endpoint.Id);
        Intake.Due.ShouldBeEmpty();
        await Store.Catalog.ChangeAsync(null, draft =>
        {
            draft.Start(new Job
            {
                Id = Ids.Next(),
                Kind = JobKind.ReplayMissing,
                OrganisationId = application.Organisation.Id,
                ApplicationId = application.Id,
                Arguments = JobArguments.Serialize(new ReplayArguments(endpoint.Id, Now - 1000, Now + 1000)),
                CreatedAt = Now,
                UpdatedAt = Now,
            });
            return null;
        });
        await RunJobsAsync();
        (await WorkAsync(endpoint.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Attempts_of_direct_deliveries_stand_in_the_order_of_their_messages_and_later_ones_behind()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var messages = new List<Core.Messages.Message>();
        for (var i = 0; i < 4; i++)
            messages.Add(await PostAsync(application));
        await RecordAsync(messages[2], endpoint, 202);
        await RecordAsync(messages[1], endpoint, 500, retryAt: Now);
        await RecordAsync(messages[3], endpoint, 203);
        await RecordAsync(messages[1], endpoint, 501, retryAt: Now, tries: 2);
        await RecordAsync(messages[0], endpoint, 200);
        foreach (var limit in new[] { 1, 2, 10 })
        {
            var newest = await AllAsync(page => Store.Attempts.OfEndpointAsync(endpoint, AttemptFilter.None, page, default), new PageRequest(limit));
            newest.Select(static attempt => attempt.StatusCode).ShouldBe([501, 500, 203, 202, 200]);
            var oldest = await AllAsync(page => Store.Attempts.OfEndpointAsync(endpoint, AttemptFilter.None, page, default), new PageRequest(limit, Descending: false));
            oldest.Select(static attempt => attempt.StatusCode).ShouldBe([200, 202, 203, 500, 501]);
        }
    }

    private async Task RetainAsync()
    {
        while (await Store.Jobs.RetainAsync(Now))
        {
        }
    }

    private async Task IsAsync(Core.Messages.Message message, int endpoint, DeliveryState state)
    {
        (await Store.Messages.DestinationsAsync(message, new(10))).Items.ShouldHaveSingleItem().State.ShouldBe(state);
        foreach (var asked in new DeliveryState?[] { null, state })
            (await Store.Messages.OfEndpointAsync(endpoint, new DeliveryFilter { State = asked }, new(10), false)).Items.ShouldHaveSingleItem().State.ShouldBe(state);
    }
}

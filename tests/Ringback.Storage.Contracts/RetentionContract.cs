using Ringback.Core.Accept;
using Ringback.Core.History;
using Ringback.Core.Messages;

namespace Ringback.Storage.Contracts;

/// <summary>What is past its time goes, all of it, and nothing else.</summary>
public abstract class RetentionContract : StoreContract
{
    internal RetentionContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task Messages_deliveries_and_attempts_go_when_their_time_is_over()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        for (var i = 0; i < 3000; i++)
            _ = AcceptAsync(NewMessage(application, eventId: "old-" + i));
        var old = await PostAsync(application);
        await RecordAsync(old, endpoint);
        Clock.Advance(Retention - TimeSpan.FromHours(1));
        var young = await PostAsync(NewMessage(application, eventId: "young"));
        await RecordAsync(young, endpoint, 500, retryAt: Now);
        await RetainAsync();
        (await AllAsync(page => Store.Messages.ListAsync(application.Id, MessageFilter.None, page, false), new(250))).Count.ShouldBe(3002);

        Clock.Advance(TimeSpan.FromHours(2));
        await RetainAsync();
        (await AllAsync(page => Store.Messages.ListAsync(application.Id, MessageFilter.None, page, false), new(250))).Select(m => m.Id)
            .ShouldBe([young.Id]);
        (await AllAsync(page => Store.Attempts.OfEndpointAsync(endpoint, AttemptFilter.None, page, default), new(250))).Select(a => a.Message.Id)
            .ShouldBe([young.Id]);
        (await AllAsync(page => Store.Messages.OfEndpointAsync(endpoint, DeliveryFilter.None, page, false), new(250))).Select(m => m.Message.Id)
            .ShouldBe([young.Id]);
        (await AcceptAsync(NewMessage(application, eventId: "old-7"))).Status.ShouldBe(AcceptStatus.Accepted);
        (await AcceptAsync(NewMessage(application, eventId: "young"))).Status.ShouldBe(AcceptStatus.DuplicateEventId);
    }

    [Fact]
    public async Task An_outcome_that_comes_after_its_message_has_gone_goes_too()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var old = await PostAsync(application);
        Clock.Advance(Retention + TimeSpan.FromHours(1));
        await RetainAsync();
        await RecordAsync(old, endpoint, 500);
        await RetainAsync();
        (await Store.Attempts.OfMessageAsync(old, AttemptFilter.None, new(10), default)).Items.ShouldBeEmpty();
        (await Store.Messages.DestinationsAsync(old, new(10))).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_message_to_very_many_goes_in_steps()
    {
        var application = await AddApplicationAsync();
        var endpoints = await AddEndpointsAsync(application, 6000);
        var message = await PostAsync(application);
        await RunJobsAsync();
        await Task.WhenAll(endpoints.Select(endpoint => RecordAsync(message, endpoint)));
        Clock.Advance(Retention + TimeSpan.FromHours(1));
        (await Store.Jobs.RetainAsync(Now)).ShouldBeTrue();
        await RetainAsync();
        (await Store.Messages.FindAsync(application.Id, message.PublicId, false)).ShouldBeNull();
        (await Store.Attempts.OfMessageAsync(message, AttemptFilter.None, new(10), default)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sequences_go_on_after_everything_was_dropped()
    {
        var application = await AddApplicationAsync();
        var last = await PostAsync(application);
        Clock.Advance(Retention + TimeSpan.FromHours(1));
        await RetainAsync();
        Reopen();
        (await PostAsync(application)).Seq.ShouldBeGreaterThan(last.Seq);
    }

    [Fact]
    public async Task A_payload_goes_at_its_own_time()
    {
        var application = await AddApplicationAsync();
        var message = await PostAsync(NewMessage(application, expiresAt: Now + 1000));
        await RetainAsync();
        (await Store.Messages.FindAsync(application.Id, message.PublicId, true))!.Payload.ShouldNotBeNull();
        Clock.Advance(TimeSpan.FromSeconds(1));
        await RetainAsync();
        (await Store.Messages.FindAsync(application.Id, message.PublicId, true))!.Payload.ShouldBeNull();
    }

    [Fact]
    public async Task Work_of_a_message_that_is_gone_is_swept_away()
    {
        var application = await AddApplicationAsync();
        await AddEndpointsAsync(application, 3);
        await PostAsync(application);
        Clock.Advance(Retention + TimeSpan.FromHours(1));
        await RetainAsync();
        Clock.Advance(TimeSpan.FromMinutes(2));
        await RetainAsync();
        Reopen();
        Store.Work.EndpointsWithParkedWork().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_retry_of_a_message_that_is_gone_is_due_no_more()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        await RetainAsync();
        await RecordAsync(await PostAsync(application), endpoint, 500, retryAt: Now + 1000);
        Clock.Advance(Retention + TimeSpan.FromSeconds(30));
        (await Store.Jobs.RetainAsync(Now)).ShouldBeFalse();
        (await Store.Work.ClaimDueAsync(Now, 10)).ShouldBeEmpty();
        (await Store.Work.NextDueAsync()).ShouldBeNull();
    }

    private async Task RetainAsync()
    {
        while (await Store.Jobs.RetainAsync(Now))
        {
        }
    }
}

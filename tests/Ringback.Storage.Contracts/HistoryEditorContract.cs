using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts;

/// <summary>What is dropped stays dropped, and what is sent again is sent once.</summary>
public abstract class HistoryEditorContract : StoreContract
{
    internal HistoryEditorContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task An_expunged_payload_is_gone_for_good_and_its_message_stays()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var messages = new[] { await PostAsync(application), await PostAsync(application), await PostAsync(application) };
        await Store.Editor.ExpungeAsync(messages[..2]);
        await Store.Editor.ExpungeAsync(messages[..2]);
        Reopen();
        (await Store.Messages.FindAsync(application.Id, messages[0].PublicId, true)).ShouldNotBeNull().Payload.ShouldBeNull();
        (await Store.Messages.FindAsync(application.Id, messages[2].PublicId, true))!.Payload.ShouldNotBeNull();
        (await WorkAsync(endpoint)).Select(item => item.Message.Payload is null).ShouldBe([true, true, false]);
    }

    [Fact]
    public async Task An_expunged_response_is_gone()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var (message, other) = (await PostAsync(application), await PostAsync(application));
        await RecordAsync(message, endpoint, response: "secret");
        var id = (await Store.Attempts.OfMessageAsync(message, AttemptFilter.None, new(1), default)).Items[0].Id;
        (await Store.Editor.ExpungeResponseAsync(other, id)).ShouldBeFalse();
        (await Store.Editor.ExpungeResponseAsync(message, Ids.Next())).ShouldBeFalse();
        (await Store.Editor.ExpungeResponseAsync(message, id)).ShouldBeTrue();
        (await Store.Attempts.FindAsync(message, id)).ShouldNotBeNull().Response.ShouldBe("EXPUNGED"u8.ToArray());
    }

    [Fact]
    public async Task A_finished_delivery_is_sent_once_more_by_hand()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application, e => e with { EventTypes = ["other"] })).Id;
        var message = await PostAsync(application);
        (await Store.Editor.ResendAsync(Key("auto_r"), message, endpoint)).ShouldBe(KeyStatus.Fresh);
        (await Store.Editor.ResendAsync(Key("auto_r"), message, endpoint)).ShouldBe(KeyStatus.Replayed);
        var item = Intake.Due.ShouldHaveSingleItem();
        (item.Endpoint, item.Manual, item.Tries, item.Message.Seq).ShouldBe((endpoint, true, 0, message.Seq));
        Reopen();
        (await WorkAsync(endpoint)).ShouldHaveSingleItem().Manual.ShouldBeTrue();
        Store.Work.EndpointsWithParkedWork().ShouldBe([endpoint]);
    }

    [Fact]
    public async Task A_success_stays_one_whatever_a_resend_comes_to()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var message = await PostAsync(application);
        await RecordAsync(message, endpoint);
        await Store.Editor.ResendAsync(null, message, endpoint);
        await RecordAsync(message, endpoint, 500, manual: true);
        (await Store.Messages.OfEndpointAsync(endpoint, DeliveryFilter.None, new(10), false)).Items.ShouldHaveSingleItem().State
            .ShouldBe(DeliveryState.Success);
        (await Store.Attempts.OfMessageAsync(message, AttemptFilter.None, new(10), default)).Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_waiting_retry_is_made_now_and_keeps_its_count()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var message = await PostAsync(application);
        await RecordAsync(message, endpoint, 500, retryAt: Now + 60_000, tries: 2);
        await Store.Editor.ResendAsync(null, message, endpoint);
        var item = Intake.Due.ShouldHaveSingleItem();
        (item.Manual, item.Tries).ShouldBe((true, 2));
        (await Store.Work.NextDueAsync()).ShouldBeNull();
        await RecordAsync(message, endpoint, 500, retryAt: Now + 60_000, tries: 3, manual: true);
        (await Store.Work.ClaimDueAsync(Now + 60_000, 10)).ShouldHaveSingleItem().Manual.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_on_its_way_is_not_sent_twice()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var message = await PostAsync(application);
        await Store.Editor.ResendAsync(null, message, endpoint);
        Intake.Due.ShouldBeEmpty();
        Intake.ParkedAt.ShouldBe([endpoint]);
        (await WorkAsync(endpoint)).ShouldHaveSingleItem().Manual.ShouldBeFalse();
    }
}

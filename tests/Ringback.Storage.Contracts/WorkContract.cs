using Ringback.Core.Catalog;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts;

/// <summary>Unfinished deliveries are found again, in order, until their outcome is on record.</summary>
public abstract class WorkContract : StoreContract
{
    internal WorkContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task Parked_work_is_fetched_oldest_first_behind_a_cursor_and_within_its_limits()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var messages = new List<Core.Messages.Message>();
        for (var i = 0; i < 5; i++)
            messages.Add(await PostAsync(application));
        async Task<IEnumerable<long>> Fetch(long after, int limit, long bytes) =>
            (await Store.Work.FetchAsync(endpoint, fifo: false, after, limit, bytes)).Select(item => item.Message.Seq);
        (await Fetch(0, 3, 1 << 20)).ShouldBe(messages.Take(3).Select(m => m.Seq));
        (await Fetch(messages[2].Seq, 3, 1 << 20)).ShouldBe(messages.Skip(3).Select(m => m.Seq));
        (await Fetch(0, 5, 1)).ShouldBe([messages[0].Seq]);
        (await Fetch(messages[4].Seq, 5, 1 << 20)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_success_ends_the_work()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var message = await PostAsync(application);
        await RecordAsync(message, endpoint);
        Reopen();
        (await WorkAsync(endpoint)).ShouldBeEmpty();
        Store.Work.EndpointsWithParkedWork().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_retry_waits_for_its_time_and_is_claimed_once()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var message = await PostAsync(application);
        await RecordAsync(message, endpoint, 500, retryAt: Now + 5000);
        Intake.DueTimes.ShouldBe([Now + 5000]);
        Reopen();
        (await WorkAsync(endpoint, fifo: false)).ShouldBeEmpty();
        (await Store.Work.ClaimDueAsync(Now + 4999, 10)).ShouldBeEmpty();
        var claimed = (await Store.Work.ClaimDueAsync(Now + 5000, 10)).ShouldHaveSingleItem();
        (claimed.Tries, claimed.Manual, claimed.Message.Seq).ShouldBe((1, false, message.Seq));
        Intake.Due.ShouldHaveSingleItem().Message.Seq.ShouldBe(message.Seq);
        (await Store.Work.ClaimDueAsync(Now + 5000, 10)).ShouldBeEmpty();
        Reopen();
        Store.Work.EndpointsWithParkedWork().ShouldBe([endpoint]);
        (await WorkAsync(endpoint, fifo: false)).ShouldHaveSingleItem().Tries.ShouldBe(1);
    }

    [Fact]
    public async Task A_waiting_retry_holds_its_place_in_a_fifo_lane()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var first = await PostAsync(application);
        var second = await PostAsync(application);
        await RecordAsync(first, endpoint, 500, retryAt: Now + 5000);
        var work = await WorkAsync(endpoint, fifo: true);
        work.Select(item => item.Message.Seq).ShouldBe([first.Seq, second.Seq]);
        work[0].Due.ShouldBe(Now + 5000);
    }

    [Fact]
    public async Task Since_when_an_endpoint_fails_survives_a_restart_until_it_works()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var message = await PostAsync(application);
        var failed = new AttemptRecord
        {
            Endpoint = endpoint,
            Message = message,
            Tries = 1,
            RetryAt = Now + 1,
            FailingSince = Now,
            Attempt = new Attempt(Now, 1, 500, DeliveryState.Fail, false, 0, []),
        };
        await Store.Record.RecordAsync(failed);
        Reopen();
        Store.Record.FailingSince().ShouldBe([new(endpoint, Now)]);
        await Store.Record.RecordAsync(failed with { RetryAt = null, Final = DeliveryState.Success, FailingSince = 0 });
        Reopen();
        Store.Record.FailingSince().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disabled_endpoint_is_forgiven_how_long_it_has_failed()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application);
        var message = await PostAsync(application);
        var failed = new AttemptRecord
        {
            Endpoint = endpoint.Id,
            Message = message,
            Tries = 1,
            RetryAt = Now + 1,
            FailingSince = Now,
            Attempt = new Attempt(Now, 1, 500, DeliveryState.Fail, false, 0, []),
        };
        await Store.Record.RecordAsync(failed);
        await PutAsync(endpoint with { Disabled = true });
        await Store.Record.RecordAsync(failed with { Tries = 2 });
        await PutAsync(endpoint with { Disabled = false });
        Reopen();
        Store.Record.FailingSince().ShouldBeEmpty();

        async Task PutAsync(Endpoint changed) => await Store.Catalog.ChangeAsync(null, draft =>
        {
            draft.Put(changed);
            return null;
        });
    }

    [Fact]
    public async Task An_outcome_can_disable_its_endpoint_in_the_same_commit()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var message = await PostAsync(application);
        await Store.Record.RecordAsync(new AttemptRecord
        {
            Endpoint = endpoint,
            Message = message,
            Tries = 1,
            Final = DeliveryState.Fail,
            DisableEndpoint = true,
            Attempt = new Attempt(Now, 1, 410, DeliveryState.Fail, false, 0, []),
        });
        Intake.Changed.ShouldBe([endpoint]);
        Reopen();
        Catalog.Endpoint(endpoint)!.Disabled.ShouldBeTrue();
    }

    [Fact]
    public async Task An_outcome_can_give_rise_to_messages_that_know_its_attempt()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var message = await PostAsync(application);
        Core.Ids.Ksuid? told = null;
        await Store.Record.RecordAsync(new AttemptRecord
        {
            Endpoint = endpoint,
            Message = message,
            Tries = 1,
            Final = DeliveryState.Success,
            Attempt = new Attempt(Now, 1, 200, DeliveryState.Success, false, 0, []),
            Emit = id =>
            {
                told = id;
                return [new(NewMessage(application, "told"))];
            },
        });
        (await WorkAsync(endpoint)).ShouldHaveSingleItem().Message.EventType.ShouldBe("told");
        (await Store.Attempts.FindAsync(message, told!.Value)).ShouldNotBeNull().StatusCode.ShouldBe(200);
    }

    [Fact]
    public async Task Attempts_are_told_apart_across_restarts()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var message = await PostAsync(application);
        for (var i = 1; i <= 3; i++)
        {
            await RecordAsync(message, endpoint, 500, retryAt: Now, tries: i);
            Reopen();
        }

        var attempts = (await Store.Attempts.OfMessageAsync(message, Core.History.AttemptFilter.None, new(10), default)).Items;
        attempts.Select(a => a.Id).Distinct().Count().ShouldBe(3);
        attempts.Select(a => a.Id).ShouldBeInOrder(SortDirection.Descending);
    }
}

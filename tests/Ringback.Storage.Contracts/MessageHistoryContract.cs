using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts;

/// <summary>Lists of messages: whole, in order, whatever the page, the filter and the direction.</summary>
public abstract class MessageHistoryContract : StoreContract
{
    internal MessageHistoryContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task A_message_is_found_by_id_and_event_id_in_its_application_only()
    {
        var (application, other) = (await AddApplicationAsync(), await AddApplicationAsync());
        var message = await PostAsync(NewMessage(application, eventId: "e-1", payload: "{}"));
        foreach (var name in new[] { message.PublicId, "e-1" })
        {
            var found = (await Store.Messages.FindAsync(application.Id, name, withPayload: true)).ShouldNotBeNull();
            (found.Id, found.Payload!.Value.Length).ShouldBe((message.Id, 2));
            (await Store.Messages.FindAsync(application.Id, name, withPayload: false))!.Payload.ShouldBeNull();
            (await Store.Messages.FindAsync(other.Id, name, withPayload: true)).ShouldBeNull();
        }

        foreach (var name in new[] { Ids.Next().ToString(IdPrefix.Message), "e-2", "", "msg_", new string('x', 5000) })
            (await Store.Messages.FindAsync(application.Id, name, withPayload: true)).ShouldBeNull();
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 3)]
    [InlineData(false, 10)]
    public async Task Pages_follow_each_other_without_gap_or_repetition(bool descending, int limit)
    {
        var (application, messages) = await SomeAsync(10);
        var expected = descending ? messages.Reverse().ToList() : [.. messages];
        (await AllAsync(List, new(limit, descending))).Select(m => m.Id).ShouldBe(expected.Select(m => m.Id));

        // And back again, page by page, each in the list's order.
        var back = new List<Ksuid>();
        var request = new PageRequest(limit, descending, expected[^1].Id, Backward: true);
        for (var page = await List(request); ; page = await List(request))
        {
            back.InsertRange(0, page.Items.Select(m => m.Id));
            if (page.Done)
                break;
            request = request with { Iterator = page.First };
        }

        back.ShouldBe(expected.SkipLast(1).Select(m => m.Id));

        ValueTask<HistoryPage<Message>> List(PageRequest page) => Store.Messages.ListAsync(application.Id, MessageFilter.None, page, false);
    }

    [Fact]
    public async Task The_last_page_says_so_even_when_it_is_full()
    {
        var (application, messages) = await SomeAsync(4);
        var page = await Store.Messages.ListAsync(application.Id, MessageFilter.None, new(2), false);
        (page.Done, page.First, page.Last).ShouldBe((false, messages[3].Id, messages[2].Id));
        page = await Store.Messages.ListAsync(application.Id, MessageFilter.None, new(2, Iterator: page.Last), false);
        (page.Done, page.Last).ShouldBe((true, messages[0].Id));
        page = await Store.Messages.ListAsync(application.Id, MessageFilter.None, new(2, Iterator: page.Last), false);
        (page.Items.Count, page.Done, page.Last).ShouldBe((0, true, null));
    }

    [Fact]
    public async Task Filters_by_type_channel_tag_and_time()
    {
        var application = await AddApplicationAsync();
        var a = await PostAsync(NewMessage(application, "a", channels: ["x"], tags: ["t"]));
        Clock.Advance(TimeSpan.FromHours(1));
        var time = Now;
        var b = await PostAsync(NewMessage(application, "b", channels: ["xx", "y"]));
        Clock.Advance(TimeSpan.FromHours(1));
        var aa = await PostAsync(NewMessage(application, "aa", tags: ["tt", "t"]));

        await Expect(new() { EventTypes = ["a"] }, a);
        await Expect(new() { EventTypes = ["b", "aa"] }, aa, b);
        await Expect(new() { Channel = "x" }, a);
        await Expect(new() { Channel = "y" }, b);
        await Expect(new() { Tag = "t" }, aa, a);
        await Expect(new() { After = time }, aa, b);
        await Expect(new() { After = time + 1 }, aa);
        await Expect(new() { Before = time }, a);
        await Expect(new() { Before = time + 1 }, b, a);
        await Expect(new() { After = time, Before = time + 1, EventTypes = ["a", "b"] }, b);
        await Expect(new() { After = long.MaxValue / 2 });
        await Expect(new() { Before = long.MinValue / 2 });
        await Expect(new() { Channel = "%" });

        async Task Expect(MessageFilter filter, params Message[] expected)
        {
            foreach (var descending in new[] { true, false })
            {
                var listed = await AllAsync(page => Store.Messages.ListAsync(application.Id, filter, page, false), new(1, descending));
                listed.Select(m => m.Id).ShouldBe((descending ? expected : expected.Reverse()).Select(m => m.Id));
            }
        }
    }

    [Fact]
    public async Task A_filter_that_matches_little_gives_short_pages_that_lead_on()
    {
        var application = await AddApplicationAsync();
        var rare = new List<Ksuid> { (await PostAsync(NewMessage(application, "rare"))).Id };
        await Task.WhenAll(Enumerable.Range(0, 12_000).Select(_ => AcceptAsync(NewMessage(application, "common"))));
        rare.Insert(0, (await PostAsync(NewMessage(application, "rare"))).Id);

        var pages = 0;
        var listed = await AllAsync(
            page =>
            {
                pages++;
                return Store.Messages.ListAsync(application.Id, new() { EventTypes = ["rare"] }, page, false);
            },
            new(50));
        listed.Select(m => m.Id).ShouldBe(rare);
        pages.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task An_iterator_of_another_tenant_or_of_nothing_only_moves_the_page()
    {
        var (application, messages) = await SomeAsync(3);
        Clock.Advance(TimeSpan.FromSeconds(10));
        var foreign = await PostAsync(await AddApplicationAsync(organisation: "org_00000000000000000000000002"));
        Clock.Advance(TimeSpan.FromSeconds(10));
        var later = await PostAsync(application);

        var page = await List(new(10, Iterator: foreign.Id));
        page.Items.Select(m => m.Id).ShouldBe(messages.Reverse().Select(m => m.Id));
        page = await List(new(10, Descending: false, Iterator: foreign.Id));
        page.Items.Select(m => m.Id).ShouldBe([later.Id]);
        page = await List(new(10, Iterator: Ids.NextAt(Now + 1000)));
        page.Items.Count.ShouldBe(4);
        page = await List(new(10, Descending: false, Iterator: Ids.NextAt(messages[0].AcceptedAt - 1000)));
        page.Items.Count.ShouldBe(4);
        page = await List(new(10, Descending: false, Iterator: Ids.NextAt(Now + 1000)));
        page.Items.ShouldBeEmpty();

        ValueTask<HistoryPage<Message>> List(PageRequest request) => Store.Messages.ListAsync(application.Id, MessageFilter.None, request, false);
    }

    [Fact]
    public async Task An_endpoints_messages_are_history_and_work_in_one_order()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        await AddEndpointAsync(application);
        var states = new List<(long Seq, DeliveryState State, long? Next)>();
        for (var i = 0; i < 12; i++)
        {
            var message = await PostAsync(application);
            switch (i % 5)
            {
                case 0:
                    await RecordAsync(message, endpoint);
                    states.Add((message.Seq, DeliveryState.Success, null));
                    break;
                case 1:
                    await RecordAsync(message, endpoint, 500, retryAt: Now + 60_000);
                    states.Add((message.Seq, DeliveryState.Pending, Now + 60_000));
                    break;
                case 2:
                    await RecordAsync(message, endpoint, 500);
                    states.Add((message.Seq, DeliveryState.Fail, null));
                    break;
                case 3:
                    await CancelAsync(message, endpoint);
                    states.Add((message.Seq, DeliveryState.Canceled, null));
                    break;
                default:
                    states.Add((message.Seq, DeliveryState.Pending, null));
                    break;
            }
        }

        await Expect(DeliveryFilter.None, states);
        await Expect(new() { State = DeliveryState.Success }, states.Where(s => s.State == DeliveryState.Success));
        await Expect(new() { State = DeliveryState.Pending }, states.Where(s => s.State == DeliveryState.Pending));
        await Expect(new() { State = DeliveryState.Fail }, states.Where(s => s.State is DeliveryState.Fail or DeliveryState.Canceled));
        await Expect(new() { State = DeliveryState.Fail, Expanded = true }, states.Where(s => s.State == DeliveryState.Fail));
        await Expect(new() { State = DeliveryState.Canceled, Expanded = true }, states.Where(s => s.State == DeliveryState.Canceled));
        await Expect(new() { State = DeliveryState.Sending }, []);
        await Expect(new() { EventTypes = ["nothing"] }, []);
        await Expect(new() { EventTypes = ["invoice.paid"], Before = Now + 1, After = Now }, states);

        async Task Expect(DeliveryFilter filter, IEnumerable<(long, DeliveryState, long?)> expected)
        {
            foreach (var (descending, limit) in new[] { (true, 5), (false, 1), (true, 250) })
            {
                var listed = await AllAsync(page => Store.Messages.OfEndpointAsync(endpoint, filter, page, false), new(limit, descending));
                listed.Select(m => (m.Message.Seq, m.State, m.NextAttempt)).ShouldBe(descending ? expected.Reverse() : expected);
            }
        }
    }

    [Fact]
    public async Task A_delivery_that_is_tried_once_more_is_listed_once_as_pending()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var message = await PostAsync(application);
        await RecordAsync(message, endpoint);
        await Store.Editor.ResendAsync(null, message, endpoint);
        (await Store.Messages.OfEndpointAsync(endpoint, DeliveryFilter.None, new(10), false)).Items.ShouldHaveSingleItem().State
            .ShouldBe(DeliveryState.Pending);
        (await Store.Messages.OfEndpointAsync(endpoint, new() { State = DeliveryState.Success }, new(10), false)).Items.ShouldBeEmpty();
        (await Store.Messages.DestinationsAsync(message, new(10))).Items.ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Pending);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task A_messages_destinations_are_history_and_work_in_endpoint_order(int limit)
    {
        var application = await AddApplicationAsync();
        var endpoints = await AddEndpointsAsync(application, 7);
        var message = await PostAsync(application);
        await RecordAsync(message, endpoints[1]);
        await RecordAsync(message, endpoints[3], 500);
        await RecordAsync(message, endpoints[4], 500, retryAt: Now + 1000);
        await CancelAsync(message, endpoints[6]);
        await ChangeAsync(draft => draft.Remove(Catalog.Endpoint(endpoints[3])!));
        var expected = new[]
        {
            (endpoints[0], DeliveryState.Pending), (endpoints[1], DeliveryState.Success), (endpoints[2], DeliveryState.Pending),
            (endpoints[3], DeliveryState.Fail), (endpoints[4], DeliveryState.Pending), (endpoints[5], DeliveryState.Pending),
            (endpoints[6], DeliveryState.Canceled),
        };
        foreach (var descending in new[] { true, false })
        {
            var listed = await AllAsync(page => Store.Messages.DestinationsAsync(message, page), new(limit, descending));
            listed.Select(d => (d.Endpoint, d.State)).ShouldBe(descending ? expected.Reverse() : expected);
            listed.Select(d => d.EndpointId).ShouldBeUnique();
            listed.Single(d => d.Endpoint == endpoints[4]).NextAttempt.ShouldBe(Now + 1000);
            var back = new List<int>();
            var request = new PageRequest(limit, descending, listed[^1].EndpointId, Backward: true);
            for (var page = await Store.Messages.DestinationsAsync(message, request); ; page = await Store.Messages.DestinationsAsync(message, request))
            {
                back.InsertRange(0, page.Items.Select(d => d.Endpoint));
                if (page.Done)
                    break;
                request = request with { Iterator = page.First };
            }

            back.ShouldBe(listed.SkipLast(1).Select(d => d.Endpoint));
        }
    }

    private async Task<(Application Application, Message[] Messages)> SomeAsync(int count)
    {
        var application = await AddApplicationAsync();
        var other = await AddApplicationAsync();
        var messages = new Message[count];
        for (var i = 0; i < count; i++)
        {
            messages[i] = await PostAsync(application);
            await PostAsync(other);
        }

        return (application, messages);
    }
}

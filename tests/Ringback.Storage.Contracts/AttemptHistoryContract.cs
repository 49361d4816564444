using System.Text;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts;

/// <summary>Lists of attempts, as those of messages.</summary>
public abstract class AttemptHistoryContract : StoreContract
{
    internal AttemptHistoryContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task An_attempt_is_on_record_with_all_that_came_back()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application);
        var message = await PostAsync(NewMessage(application, payload: "{}"));
        await RecordAsync(message, endpoint.Id, 503, response: "busy", manual: true);
        Reopen();
        var listed = (await Store.Attempts.OfEndpointAsync(
            endpoint.Id, AttemptFilter.None, new(10), AttemptDetail.Response | AttemptDetail.Payload)).Items.ShouldHaveSingleItem();
        (listed.Endpoint, listed.EndpointId, listed.Url, listed.At, listed.DurationMs, listed.StatusCode, listed.State, listed.Manual)
            .ShouldBe((endpoint.Id, endpoint.Ksuid, endpoint.Url, Now, 12, 503, DeliveryState.Fail, true));
        Encoding.UTF8.GetString(listed.Response).ShouldBe("busy");
        (listed.Message.Id, listed.Message.Payload!.Value.Length).ShouldBe((message.Id, 2));

        var found = (await Store.Attempts.FindAsync(message, listed.Id)).ShouldNotBeNull();
        Encoding.UTF8.GetString(found.Response).ShouldBe("busy");
        var bare = (await Store.Attempts.OfMessageAsync(message, AttemptFilter.None, new(10), AttemptDetail.None)).Items.ShouldHaveSingleItem();
        (bare.Response.Length, bare.Message.Payload).ShouldBe((0, null));
    }

    [Fact]
    public async Task An_attempt_is_found_by_its_message_only()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var (one, two) = (await PostAsync(application), await PostAsync(application));
        await RecordAsync(one, endpoint);
        var id = (await Store.Attempts.OfEndpointAsync(endpoint, AttemptFilter.None, new(1), default)).Items[0].Id;
        (await Store.Attempts.FindAsync(one, id)).ShouldNotBeNull();
        (await Store.Attempts.FindAsync(two, id)).ShouldBeNull();
        (await Store.Attempts.FindAsync(one, Ids.Next())).ShouldBeNull();
        AttemptId.TryRead(id, out var aseq).ShouldBeTrue();
        (await Store.Attempts.FindAsync(one, AttemptId.Create(Now + 4000, aseq))).ShouldBeNull();
    }

    [Fact]
    public async Task An_attempt_keeps_the_url_it_went_to_and_the_name_of_a_deleted_endpoint()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application);
        var message = await PostAsync(application);
        await RecordAsync(message, endpoint.Id);
        await ChangeAsync(draft => draft.Put(endpoint with { Url = "https://new", UrlId = draft.UrlId("https://new") }));
        await ChangeAsync(draft => draft.Remove(endpoint));
        var listed = (await Store.Attempts.OfMessageAsync(message, AttemptFilter.None, new(10), default)).Items.ShouldHaveSingleItem();
        (listed.Url, listed.EndpointId).ShouldBe(("https://example.com/hook", endpoint.Ksuid));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 4)]
    [InlineData(false, 3)]
    public async Task Pages_follow_each_other_by_endpoint_and_by_message(bool descending, int limit)
    {
        var application = await AddApplicationAsync();
        var (endpoint, other) = ((await AddEndpointAsync(application)).Id, (await AddEndpointAsync(application)).Id);
        var message = await PostAsync(application);
        for (var i = 1; i <= 8; i++)
        {
            await RecordAsync(message, endpoint, 500, retryAt: Now, tries: i, response: $"e{i}");
            await RecordAsync(message, other, 500, retryAt: Now, tries: i, response: $"o{i}");
        }

        await Expect(page => Store.Attempts.OfEndpointAsync(endpoint, AttemptFilter.None, page, AttemptDetail.Response), "e");
        await Expect(page => Store.Attempts.OfMessageAsync(message, new() { Endpoint = other }, page, AttemptDetail.Response), "o");
        (await AllAsync(page => Store.Attempts.OfMessageAsync(message, AttemptFilter.None, page, default), new(limit, descending))).Count.ShouldBe(16);

        async Task Expect(Func<PageRequest, ValueTask<HistoryPage<AttemptEntry>>> list, string name)
        {
            var expected = Enumerable.Range(1, 8).Select(i => $"{name}{i}").ToList();
            if (descending)
                expected.Reverse();
            var listed = await AllAsync(list, new(limit, descending));
            listed.Select(a => Encoding.UTF8.GetString(a.Response)).ShouldBe(expected);
            var back = await list(new(limit, descending, listed[^1].Id, Backward: true));
            back.Items.Select(a => Encoding.UTF8.GetString(a.Response)).ShouldBe(expected.SkipLast(1).TakeLast(limit));
        }
    }

    [Fact]
    public async Task Filters_by_state_code_and_what_the_message_is()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var all = new List<(Message Message, int Code, long At)>();
        foreach (var (code, type, channel) in new[] { (200, "a", "x"), (404, "a", "y"), (0, "b", "x"), (503, "b", "y"), (204, "b", "x"), (302, "a", "y") })
        {
            var message = await PostAsync(NewMessage(application, type, channels: [channel], tags: [type + channel]));
            await RecordAsync(message, endpoint, code);
            all.Add((message, code, Now));
            Clock.Advance(TimeSpan.FromMinutes(10));
        }

        await Expect(new() { State = DeliveryState.Success }, 200, 204);
        await Expect(new() { State = DeliveryState.Fail }, 404, 0, 503, 302);
        await Expect(new() { State = DeliveryState.Canceled }, 404, 0, 503, 302);
        await Expect(new() { State = DeliveryState.Canceled, Expanded = true });
        await Expect(new() { State = DeliveryState.Pending });
        await Expect(new() { StatusCodeClass = 200 }, 200, 204);
        await Expect(new() { StatusCodeClass = 0 }, 0);
        await Expect(new() { StatusCodeClass = 500 }, 503);
        await Expect(new() { StatusCodeClass = 200, State = DeliveryState.Fail });
        await Expect(new() { EventTypes = ["a"] }, 200, 404, 302);
        await Expect(new() { Channel = "x" }, 200, 0, 204);
        await Expect(new() { Tag = "bx" }, 0, 204);
        await Expect(new() { Tag = "bx", StatusCodeClass = 200, EventTypes = ["b"], After = all[4].At, Before = all[4].At + 1 }, 204);
        await Expect(new() { After = all[2].At }, 0, 503, 204, 302);
        await Expect(new() { After = all[2].At + 1, Before = all[4].At }, 503);

        async Task Expect(AttemptFilter filter, params int[] codes)
        {
            foreach (var limit in new[] { 1, 250 })
            {
                var listed = await AllAsync(page => Store.Attempts.OfEndpointAsync(endpoint, filter, page, default), new(limit, Descending: false));
                listed.Select(a => a.StatusCode).ShouldBe(codes);
            }

            foreach (var (message, code, _) in all)
            {
                var listed = await Store.Attempts.OfMessageAsync(message, filter, new(10), default);
                listed.Items.Select(a => a.StatusCode).ShouldBe(codes.Where(c => c == code));
            }
        }
    }

    [Fact]
    public async Task An_iterator_never_given_shows_nothing_foreign()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        await RecordAsync(await PostAsync(application), endpoint);
        var page = await Store.Attempts.OfEndpointAsync(endpoint, AttemptFilter.None, new(10, Iterator: Ids.Next()), default);
        page.Items.Count.ShouldBeLessThanOrEqualTo(1);
        var empty = (await AddEndpointAsync(await AddApplicationAsync())).Id;
        foreach (var iterator in new Ksuid[] { Ids.Next(), AttemptId.Create(Now, 1) })
            foreach (var descending in new[] { true, false })
                (await Store.Attempts.OfEndpointAsync(empty, AttemptFilter.None, new(10, descending, iterator), default)).Items.ShouldBeEmpty();
    }
}

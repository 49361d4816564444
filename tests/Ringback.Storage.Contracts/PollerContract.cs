using Ringback.Core.History;
using Ringback.Core.Messages;

namespace Ringback.Storage.Contracts;

/// <summary>A poller's consumer gets every message, in the order of commit, from wherever it stands.</summary>
public abstract class PollerContract : StoreContract
{
    private static readonly PollerFilter Everything = new(null, null);

    internal PollerContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task A_cursor_leads_through_all_of_them_and_never_skips_what_comes_later()
    {
        var (application, other) = (await AddApplicationAsync(), await AddApplicationAsync());
        var posted = new List<long>();
        for (var i = 0; i < 7; i++)
        {
            posted.Add((await PostAsync(application)).Seq);
            await PostAsync(other);
        }

        var (got, cursor) = (new List<long>(), 0L);
        PollerPage page;
        do
        {
            page = await Store.Pollers.ReadAsync(application.Id, Everything, Everything, cursor, 3);
            got.AddRange(page.Messages.Select(m => m.Seq));
            page.Messages.ShouldAllBe(m => m.Payload != null);
            cursor = page.Next;
        }
        while (!page.Done);
        got.ShouldBe(posted);
        page = await Store.Pollers.ReadAsync(application.Id, Everything, Everything, cursor, 3);
        (page.Messages.Count, page.Next, page.Done).ShouldBe((0, cursor, true));
        var late = await PostAsync(application);
        (await Store.Pollers.ReadAsync(application.Id, Everything, Everything, cursor, 3)).Messages.ShouldHaveSingleItem().Seq.ShouldBe(late.Seq);
    }

    [Fact]
    public async Task Both_filters_have_to_take_a_message()
    {
        var application = await AddApplicationAsync();
        var a = await PostAsync(NewMessage(application, "a", channels: ["x", "y"]));
        var b = await PostAsync(NewMessage(application, "b", channels: ["y"]));
        var c = await PostAsync(NewMessage(application, "c"));
        await Expect(Everything, Everything, a, b, c);
        await Expect(new(["a", "b"], null), Everything, a, b);
        await Expect(new(["a", "b"], null), new(["b"], null), b);
        await Expect(new(null, ["x", "y"]), Everything, a, b);
        await Expect(new(null, ["x", "y"]), new(null, ["x"]), a);
        await Expect(new(["c"], null), new(["b"], null));

        async Task Expect(PollerFilter wanted, PollerFilter asked, params Message[] expected) =>
            (await Store.Pollers.ReadAsync(application.Id, wanted, asked, 0, 10)).Messages.Select(m => m.Seq).ShouldBe(expected.Select(m => m.Seq));
    }

    [Fact]
    public async Task A_consumer_commits_and_seeks_and_a_restart_forgets_neither()
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        (await Store.Pollers.CommittedAsync(endpoint, "c")).ShouldBeNull();
        await Store.Pollers.CommitAsync(endpoint, "c", 7);
        await Store.Pollers.CommitAsync(endpoint, "d", 9);
        await Store.Pollers.CommitAsync(endpoint, "c", 3);
        Reopen();
        (await Store.Pollers.CommittedAsync(endpoint, "c")).ShouldBe(3);
        (await Store.Pollers.CommittedAsync(endpoint, "d")).ShouldBe(9);
    }

    [Fact]
    public async Task A_time_is_a_cursor()
    {
        var application = await AddApplicationAsync();
        var before = await Store.Pollers.CursorAtAsync(application.Id, Now);
        var first = await PostAsync(application);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await PostAsync(application);
        Clock.Advance(TimeSpan.FromHours(1));
        await ExpectBehind(before, first, second);
        await ExpectBehind(await Store.Pollers.CursorAtAsync(application.Id, first.AcceptedAt), first, second);
        await ExpectBehind(await Store.Pollers.CursorAtAsync(application.Id, first.AcceptedAt + 1), second);
        var now = await Store.Pollers.CursorAtAsync(application.Id, Now);
        await ExpectBehind(now);
        await ExpectBehind(now, await PostAsync(application));

        async Task ExpectBehind(long cursor, params Message[] expected) =>
            (await Store.Pollers.ReadAsync(application.Id, Everything, Everything, cursor, 10)).Messages.Select(m => m.Seq)
                .ShouldBe(expected.Select(m => m.Seq));
    }
}

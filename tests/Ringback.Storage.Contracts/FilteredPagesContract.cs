using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;

namespace Ringback.Storage.Contracts;

/// <summary>
/// The iterators of a page that a filter narrowed, followed without the filter: they lead on to what it left out. Six rows close
/// together, of which the filter takes the second and the third, or none.
/// </summary>
public abstract class FilteredPagesContract : StoreContract
{
    private const int Count = 6;

    internal FilteredPagesContract(IStoreFactory stores) : base(stores)
    {
    }

    [Theory]
    [InlineData("messages")]
    [InlineData("messages of an endpoint")]
    [InlineData("attempts of an endpoint")]
    [InlineData("attempts of a message")]
    [InlineData("runs")]
    public async Task Iterators_of_a_filtered_page_lead_on_to_what_the_filter_left_out(string list)
    {
        var (read, times) = await MakeAsync(list);
        foreach (var descending in new[] { true, false })
        {
            var all = (await read(AttemptFilter.None, new(10, descending))).Items;
            all.Count.ShouldBe(Count);
            foreach (var limit in new[] { 2, 10 })
            {
                var some = await read(new() { After = times[1], Before = times[3] }, new(limit, descending));
                var from = all.IndexOf(some.Items[0]);
                some.Items.ShouldBe(descending ? [all[3], all[4]] : [all[1], all[2]]);
                (await read(AttemptFilter.None, new(10, descending, some.Last))).Items.ShouldBe(all[(from + 2)..]);
                (await read(AttemptFilter.None, new(10, descending, some.First, Backward: true))).Items.ShouldBe(all[..from]);

                // Read backward, the same page leads to the same.
                some = await read(new() { After = times[1], Before = times[3] }, new(limit, descending, all[^1], Backward: true));
                some.Items.ShouldBe(descending ? [all[3], all[4]] : [all[1], all[2]]);
                (await read(AttemptFilter.None, new(10, descending, some.Last))).Items.ShouldBe(all[(from + 2)..]);
                (await read(AttemptFilter.None, new(10, descending, some.First, Backward: true))).Items.ShouldBe(all[..from]);
            }

            // A page without a row, whose list began at its first row, has no place of its own.
            var none = await read(new() { After = times[1] + 1, Before = times[1] + 2 }, new(10, descending));
            (none.Items.Count, none.Done, none.First, none.Last).ShouldBe((0, true, null, null));
        }
    }

    private async Task<(Func<AttemptFilter, PageRequest, Task<(List<Ksuid> Items, Ksuid? First, Ksuid? Last, bool Done)>> Read, long[] Times)> MakeAsync(string list)
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        var one = list == "attempts of a message" ? await PostAsync(application) : null;
        var times = new long[Count];
        for (var i = 0; i < Count; i++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(500));
            times[i] = Now;
            await RecordAsync(one ?? await PostAsync(application), endpoint, 500, retryAt: one is null ? null : Now + 1000);
        }

        return (list switch
        {
            "messages" => async (filter, page) => Of(await Store.Messages.ListAsync(application.Id, filter, page, false), message => message.Id),
            "messages of an endpoint" => async (filter, page) => Of(await Store.Messages.OfEndpointAsync(endpoint, filter, page, false), row => row.Message.Id),
            "attempts of an endpoint" => async (filter, page) => Of(await Store.Attempts.OfEndpointAsync(endpoint, filter, page, default), attempt => attempt.Id),
            "attempts of a message" => async (filter, page) => Of(await Store.Attempts.OfMessageAsync(one!, filter, page, default), attempt => attempt.Id),
            _ => async (filter, page) => Of(await Store.Runs.ListAsync([endpoint], filter, page), run => run.Message.Id),
        }, times);
    }

    private static (List<Ksuid> Items, Ksuid? First, Ksuid? Last, bool Done) Of<TItem>(HistoryPage<TItem> page, Func<TItem, Ksuid> id) =>
        ([.. page.Items.Select(id)], page.First, page.Last, page.Done);
}

using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Reconcile;

namespace Ringback.Storage.Contracts;

/// <summary>A page of any list ends with its bytes, and the list is whole all the same.</summary>
public abstract class PageBytesContract : StoreContract
{
    private const int Bound = 25_000;

    /// <value>Sizes of the rows' content: two or three fit a page, one is larger than any page.</value>
    private static readonly int[] Sizes = [10_000, 10_000, 1, 60_000, 10_000, 10_000, 10_000, 20_000, 1, 1, 1, 24_000];

    internal PageBytesContract(IStoreFactory stores) : base(stores)
    {
    }

    /// <summary>A list that pages can be asked of.</summary>
    /// <param name="Read">One page, its rows by their public ids.</param>
    private sealed record Listing(Func<PageRequest, Task<HistoryPage<string>>> Read);

    public static TheoryData<string, bool, int> Lists()
    {
        var data = new TheoryData<string, bool, int>();
        foreach (var list in new[] { "messages", "endpoint's messages", "endpoint's attempts", "attempts with payloads", "message's attempts", "runs", "expectations", "tasks" })
        {
            foreach (var descending in new[] { true, false })
            {
                data.Add(list, descending, 250);
                data.Add(list, descending, 2);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_page_ends_with_its_bytes_and_every_row_comes_once_in_both_directions(string list, bool descending, int limit)
    {
        var listing = await MakeAsync(list);
        var whole = await listing.Read(new PageRequest(250, descending, Bytes: long.MaxValue));
        (whole.Items.Count, whole.Done).ShouldBe((Sizes.Length, true));
        whole.Bytes.ShouldBeGreaterThan(Sizes.Sum());

        var forward = await PagesAsync(listing, new PageRequest(limit, descending, Bytes: Bound), static page => page.Last);
        forward.SelectMany(static page => page.Items).ShouldBe(whole.Items);
        var backward = await PagesAsync(
            listing, new PageRequest(limit, descending, whole.Last, Backward: true, Bound), static page => page.First);
        backward.Reverse();
        backward.SelectMany(static page => page.Items).ShouldBe(whole.Items.SkipLast(1));
        foreach (var page in forward.Concat(backward))
            (page.Bytes <= Bound || page.Items.Count == 1).ShouldBeTrue($"{page.Items.Count} rows of {page.Bytes} bytes");
        // The bytes decide, not the limit.
        forward.Count.ShouldBeLessThan(Sizes.Length);
        if (limit == 250)
            forward.Count.ShouldBeGreaterThan(4);
    }

    [Theory]
    [InlineData(250)]
    [InlineData(2)]
    public async Task A_page_of_a_poller_ends_with_its_bytes_and_every_message_comes_once(int limit)
    {
        var application = await AddApplicationAsync();
        var messages = await PostAllAsync(application);
        var listed = new List<long>();
        for (var (cursor, done) = (0L, false); !done;)
        {
            var page = await Store.Pollers.ReadAsync(application.Id, new(null, null), new(null, null), cursor, limit, Bound);
            listed.AddRange(page.Messages.Select(static message => message.Seq));
            (page.Bytes <= Bound || page.Messages.Count == 1).ShouldBeTrue($"{page.Messages.Count} messages of {page.Bytes} bytes");
            page.Messages.Count.ShouldBeInRange(1, limit);
            (cursor, done) = (page.Next, page.Done);
        }

        listed.ShouldBe(messages.Select(static message => message.Seq));
    }

    [Fact]
    public async Task The_runs_of_a_message_are_not_parted()
    {
        var application = await AddApplicationAsync();
        var operations = await AddOperationsAsync(application, 4);
        for (var i = 0; i < 3; i++)
        {
            var message = await PostAsync(application);
            foreach (var operation in operations)
                await RecordAsync(message, operation, response: new string('x', 10_000));
        }

        var page = await Store.Runs.ListAsync(operations, new DeliveryFilter(), new PageRequest(250, Bytes: Bound));
        (page.Items.Count, page.Done).ShouldBe((4, false));
        page.Items.Select(static run => run.Message.Seq).Distinct().ShouldHaveSingleItem();
        var all = await AllAsync(next => Store.Runs.ListAsync(operations, new DeliveryFilter(), next), new PageRequest(250, Bytes: Bound));
        all.Select(static run => (run.Message.Seq, run.Operation)).ShouldBeUnique();
        all.Count.ShouldBe(12);
    }

    private static async Task<List<HistoryPage<string>>> PagesAsync(
        Listing listing, PageRequest request, Func<HistoryPage<string>, Ksuid?> next)
    {
        var pages = new List<HistoryPage<string>>();
        while (true)
        {
            var page = await listing.Read(request);
            page.Items.Count.ShouldBeInRange(1, request.Limit);
            pages.Add(page);
            if (page.Done)
                return pages;
            request = request with { Iterator = next(page).ShouldNotBeNull() };
        }
    }

    private async Task<Listing> MakeAsync(string list)
    {
        var application = await AddApplicationAsync();
        var endpoint = (await AddEndpointAsync(application)).Id;
        switch (list)
        {
            case "messages":
                await PostAllAsync(application);
                return Of(page => Store.Messages.ListAsync(application.Id, MessageFilter.None, page, withPayload: true), static m => m.PublicId);
            case "endpoint's messages":
                await PostAllAsync(application);
                return Of(page => Store.Messages.OfEndpointAsync(endpoint, DeliveryFilter.None, page, withPayload: true), static d => d.Message.PublicId);
            case "endpoint's attempts":
                foreach (var size in Sizes)
                    await RecordAsync(await PostAsync(application), endpoint, response: new string('x', size));
                return Of(page => Store.Attempts.OfEndpointAsync(endpoint, AttemptFilter.None, page, AttemptDetail.Response), static a => a.PublicId);
            case "attempts with payloads":
                foreach (var message in await PostAllAsync(application))
                    await RecordAsync(message, endpoint);
                return Of(
                    page => Store.Attempts.OfEndpointAsync(endpoint, AttemptFilter.None, page, AttemptDetail.Response | AttemptDetail.Payload),
                    static a => a.PublicId);
            case "message's attempts":
                var tried = await PostAsync(application);
                for (var i = 0; i < Sizes.Length; i++)
                    await RecordAsync(tried, endpoint, 500, retryAt: Now, tries: i + 1, response: new string('x', Sizes[i]));
                return Of(page => Store.Attempts.OfMessageAsync(tried, AttemptFilter.None, page, AttemptDetail.Response), static a => a.PublicId);
            case "runs":
                var operations = await AddOperationsAsync(application, 1);
                foreach (var size in Sizes)
                    await RecordAsync(await PostAsync(application), operations[0], response: new string('x', size));
                return Of(page => Store.Runs.ListAsync(operations, new DeliveryFilter(), page), static r => r.Message.PublicId);
            case "expectations":
                await ChangeAsync(draft => draft.Put(new Source { ApplicationId = application.Id, Type = "stripe", CreatedAt = Now, UpdatedAt = Now }));
                foreach (var size in Sizes)
                    await ExpectAsync(application, size);
                return Of(page => Store.Expectations.ListAsync(application.Id, new ExpectationFilter(), page), static e => e.PublicId);
            case "tasks":
                foreach (var size in Sizes)
                    await FailATaskAsync(size);
                return Of(page => Store.Jobs.ListAsync(application.Organisation.Id, null, null, page), static j => j.PublicId);
            default:
                throw new ArgumentOutOfRangeException(nameof(list), list, null);
        }

        static Listing Of<TItem>(Func<PageRequest, ValueTask<HistoryPage<TItem>>> read, Func<TItem, string> id) => new(async request =>
        {
            var page = await read(request);
            return new HistoryPage<string>([.. page.Items.Select(id)], page.First, page.Last, page.Done, page.Bytes);
        });
    }

    private async Task<List<Message>> PostAllAsync(Application application)
    {
        var messages = new List<Message>();
        foreach (var size in Sizes)
            messages.Add(await PostAsync(NewMessage(application, payload: $"\"{new string('x', size)}\"")));
        return messages;
    }

    private async Task<int[]> AddOperationsAsync(Application application, int count)
    {
        var ids = new int[count];
        for (var i = 0; i < count; i++)
        {
            await ChangeAsync(draft => draft.Put(new SourceOperation
            {
                Id = ids[i] = draft.NextId<SourceOperation>(),
                Ksuid = Ids.Next(),
                ApplicationId = application.Id,
                Definition = new OperationDefinition { Sql = new SqlOperation("shop", [new SqlStatement("select 1", null)]) },
                CreatedAt = Now,
                UpdatedAt = Now,
            }));
        }

        return ids;
    }

    private async Task ExpectAsync(Application source, int size)
    {
        var body = JsonSerializer.SerializeToElement(new string('x', size));
        await Store.Expectations.CreateAsync(null, new Expectation
        {
            Id = Ids.Next(),
            ApplicationId = source.Id,
            Key = "k",
            FulfilledWhen = new Fulfilment("/id", ["paid"]),
            Deadline = Now,
            Poll = new PollPlan { Url = "https://example.com", Method = "POST", Body = body, Event = new MadeEvent("paid") },
            Due = Now,
            CreatedAt = Now,
            UpdatedAt = Now,
        });
        Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task FailATaskAsync(int size)
    {
        await ChangeAsync(draft => draft.Start(new Job
        {
            Id = Ids.Next(),
            Kind = JobKind.EventTypeStats,
            OrganisationId = draft.Organisation(Organisation).Id,
            CreatedAt = Now,
            UpdatedAt = Now,
        }));
        await Store.Jobs.FailAsync((await Store.Jobs.RunningAsync(1)).Single(), new string('x', size));
        Clock.Advance(TimeSpan.FromSeconds(1));
    }
}

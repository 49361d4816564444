using Ringback.Core.Catalog;
using Ringback.Core.Receive;

namespace Ringback.Storage.Contracts;

/// <summary>The last requests that a source refused stay, and how many there were.</summary>
public abstract class RefusedContract : StoreContract
{
    internal RefusedContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task What_was_refused_is_there_after_a_restart_as_it_was()
    {
        var source = await AddSourceAsync();
        var given = Request(source) with
        {
            Status = 401,
            Reason = "no_match",
            Detail = "why",
            Target = "/x?y=1",
            RemoteAddress = "192.0.2.1",
            Headers = "A: 1\n"u8.ToArray(),
            Body = new byte[] { 0, 255 },
            BodyLength = 5000,
        };
        await Store.Refused.KeepAsync([given, Request(source)], []);
        Reopen();
        var kept = await Store.Refused.ListAsync(source);
        kept.Count.ShouldBe(2);
        kept[0].Id.ShouldBeGreaterThan(kept[1].Id);
        (kept[1] with { Id = 0, Headers = default, Body = default }).ShouldBe(given with { Headers = default, Body = default });
        kept[1].Headers.ToArray().ShouldBe(given.Headers.ToArray());
        kept[1].Body.ToArray().ShouldBe(given.Body.ToArray());
    }

    [Fact]
    public async Task Of_each_source_the_last_stay()
    {
        var (busy, quiet) = (await AddSourceAsync(), await AddSourceAsync());
        await Store.Refused.KeepAsync([Request(quiet)], []);
        for (var i = 0; i < 3; i++)
            await Store.Refused.KeepAsync([.. Enumerable.Range(i * 30, 30).Select(n => Request(busy) with { Target = $"/{n}" })], []);
        (await Store.Refused.ListAsync(busy)).Select(r => r.Target)
            .ShouldBe(Enumerable.Range(90 - IRefusedStore.MostOfSource, IRefusedStore.MostOfSource).Reverse().Select(n => $"/{n}"));
        (await Store.Refused.ListAsync(quiet)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Counts_add_up_by_reason()
    {
        var (source, other) = (await AddSourceAsync(), await AddSourceAsync());
        await Store.Refused.KeepAsync([], [new(source, "missing", 3, 100), new(source, "method", 1, 50), new(other, "missing", 9, 1)]);
        await Store.Refused.KeepAsync([], [new(source, "missing", 2, 90)]);
        Reopen();
        (await Store.Refused.CountsAsync(source)).ShouldBe([new(source, "method", 1, 50), new(source, "missing", 5, 100)]);
    }

    [Fact]
    public async Task With_its_source_all_of_it_goes_and_none_comes_after()
    {
        var source = await AddSourceAsync();
        await Store.Refused.KeepAsync([Request(source)], [new(source, "missing", 1, 1)]);
        await ChangeAsync(draft => draft.Remove(Catalog.Application(source)!));
        await Store.Refused.KeepAsync([Request(source)], [new(source, "missing", 1, 1)]);
        (await Store.Refused.ListAsync(source)).ShouldBeEmpty();
        (await Store.Refused.CountsAsync(source)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_older_than_anything_kept_goes()
    {
        var source = await AddSourceAsync();
        await Store.Refused.KeepAsync([Request(source)], []);
        Clock.Advance(Retention - TimeSpan.FromSeconds(1));
        await Store.Refused.KeepAsync([Request(source)], []);
        await Store.Jobs.RetainAsync(Now);
        (await Store.Refused.ListAsync(source)).Count.ShouldBe(2);
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Store.Jobs.RetainAsync(Now);
        (await Store.Refused.ListAsync(source)).Count.ShouldBe(1);
    }

    private RefusedRequest Request(int source) => new() { ApplicationId = source, At = Now, Status = 401, Reason = "missing", Method = "POST" };

    private async Task<int> AddSourceAsync()
    {
        var application = await AddApplicationAsync();
        await ChangeAsync(draft => draft.Put(new Source { ApplicationId = application.Id, Type = "stripe", CreatedAt = Now, UpdatedAt = Now }));
        return application.Id;
    }
}

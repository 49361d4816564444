using Ringback.Core.Catalog;
using Ringback.Intake.RabbitMQ;
using Ringback.Testing;

namespace Ringback.Intake.Tests;

/// <summary>What the broker has confirmed is kept once and in order, whatever the store does.</summary>
[Trait("Category", "Slow")]
public sealed class RabbitDrainTests(RabbitFixture fixture) : RabbitIntakeTest(fixture), IClassFixture<RabbitFixture>
{
    private const int Requests = 10_000;

    [Fact]
    public async Task Requests_that_come_while_the_store_is_down_are_kept_once_and_in_order()
    {
        var (published, kept) = await FillAndDrainAsync(forgets: false);
        published.Values.Sum(numbers => numbers.Count).ShouldBe(Requests);
        foreach (var (source, numbers) in published) kept[source].ShouldBe(numbers);
        foreach (var queue in IntakeQueues.Names) (await CountAsync(queue)).ShouldBe(0);
    }

    /// <summary>The twin of the test above, with the mistake of acknowledging before the commit.</summary>
    [Fact]
    public async Task An_intake_that_lets_go_before_the_commit_is_found_out()
    {
        var (published, kept) = await FillAndDrainAsync(forgets: true);
        published.Values.Sum(numbers => numbers.Count).ShouldBe(Requests);
        kept.Values.Sum(numbers => numbers.Count).ShouldBeLessThan(Requests);
    }

    /// <returns>By source, what was confirmed and what is in the store, in their orders.</returns>
    private async Task<(Dictionary<int, List<long>> Published, Dictionary<int, IReadOnlyList<long>> Kept)> FillAndDrainAsync(bool forgets)
    {
        using var store = new TestStore { IsDown = true, Forgets = forgets };
        var sources = new List<Application>();
        for (var i = 0; i < 8; i++) sources.Add(await store.AddSourceAsync());
        await using var intake = Start(store);
        await UntilReadyAsync(intake);
        var published = await PublishAsync(intake, store, sources, Requests);
        await Wait.UntilAsync(() => store.Given > 0);
        store.IsDown = false;
        await Wait.UntilAsync(async () => sources.Sum(store.CountKept) >= Requests || (forgets && await IsEmptyAsync()), () => $"{sources.Sum(store.CountKept)} kept, {store.Given} given");
        await intake.StopAsync();
        return (published, sources.ToDictionary(source => source.Id, store.Kept));
    }

    private async Task<bool> IsEmptyAsync()
    {
        foreach (var queue in IntakeQueues.Names)
            if (await CountAsync(queue) > 0) return false;
        return true;
    }
}

using Ringback.Cli.Demo.Shop;
using Shop.Provider;

namespace Ringback.Server.Tests.Cli.Shop;

public sealed class BehaviourTests
{
    private static IEnumerable<Behaviour> Many(int seed) => Enumerable.Range(1, 2000).Select(n => Behaviour.Of(seed, $"order-{n}"));

    [Fact]
    public void A_seed_gives_the_same_day_always_and_another_one_another() =>
        (Many(1).SequenceEqual(Many(1)), Many(1).SequenceEqual(Many(2))).ShouldBe((true, false));

    [Theory]
    [InlineData(Telling.Prompt, "processing paid")]
    [InlineData(Telling.Twice, "processing processing paid paid")]
    [InlineData(Telling.OutOfOrder, "paid processing")]
    [InlineData(Telling.Late, "paid")]
    [InlineData(Telling.Never, "")]
    public void The_provider_tells_in_its_ways(Telling telling, string told)
    {
        var found = Many(1).Where(behaviour => behaviour.Telling == telling).ToList();
        found.Count.ShouldBeInRange(100, 1200, "no way is rare, none is the only one");
        foreach (var behaviour in found)
        {
            var callbacks = behaviour.Callbacks().ToList();
            callbacks.Select(callback => callback.After).ShouldBe(callbacks.Select(callback => callback.After).Order());
            string.Join(' ', callbacks.Select(callback => callback.Status)).ShouldBe(told);
            callbacks.ShouldAllBe(callback => callback.Status != PaymentStatus.Paid || callback.After >= behaviour.SettlesAfter);
        }
    }

    [Fact]
    public void What_comes_late_comes_after_everybody_s_patience()
    {
        var patience = new ShopPlan().Patience;
        Many(1).Where(b => b.Telling == Telling.Late).SelectMany(b => b.Callbacks()).ShouldAllBe(callback => callback.After > patience);
        Many(1).Where(b => b.Telling != Telling.Late).SelectMany(b => b.Callbacks()).ShouldAllBe(callback => callback.After < patience);
    }

    [Theory]
    [InlineData(new double[] { }, 0, 0, 0)]
    [InlineData(new double[] { 5 }, 5, 5, 5)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2, 4, 4)]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 }, 10, 19, 20)]
    public void A_spread_is_of_values_that_were_there(double[] values, double median, double most95, double most) =>
        Spread.Compute(values).ShouldBe(new Spread(median, most95, most));
}

using CsCheck;
using Ringback.Storage.Contracts.Sequences;

namespace Ringback.Storage.Contracts.Tests;

/// <summary>What the suites are for: a store that does one thing wrong is found, whatever else it does right.</summary>
public sealed class SabotageTests
{
    /// <value>Each sabotage is found by one of some ten samples, or some hundred.</value>
    private const int MostSamples = 2000;

    public static TheoryData<string> Sabotages() => [.. Sabotage.All.Keys];

    [Theory]
    [MemberData(nameof(Sabotages))]
    public void A_store_that_does_one_thing_wrong_is_found(string sabotage) =>
        FirstFound(StepGen.Sequence, steps => Comparison.OfAsync(Sabotage.All[sabotage](), steps)).InnerException.ShouldBeOfType<StoreDiffersException>();

    [Theory]
    [InlineData("loses an accepted message")]
    [InlineData("takes a fresh event for a duplicate")]
    public void A_store_whose_answers_no_order_explains_is_found(string sabotage) =>
        FirstFound(StepGen.Concurrent, history => Linearization.CheckAsync(Sabotage.All[sabotage](), history)).InnerException.ShouldBeOfType<NotLinearizableException>();

    [Fact]
    public void What_is_found_is_told_step_by_step_and_its_seed_gives_it_again()
    {
        var stores = Sabotage.All["loses an accepted message"];
        var found = Should.Throw<CsCheckException>(() => Sampling.Check(StepGen.Sequence, steps => Comparison.OfAsync(stores(), steps), 40));
        found.Message.ShouldContain("CsCheck_Seed=");
        found.Message.ShouldContain(": Accept { Application = ");
        found.InnerException!.Message.ShouldContain("  model: ");

        var seed = found.Message.Split('"')[1];
        Should.Throw<CsCheckException>(() => Sampling.Check(StepGen.Sequence, steps => Comparison.OfAsync(stores(), steps), 1, seed));
    }

    [Theory]
    [InlineData(new[] { 3 }, 1)]
    [InlineData(new[] { 1, 1 }, 2)]
    [InlineData(new[] { 3, 3 }, 20)]
    [InlineData(new[] { 2, 2, 2 }, 90)]
    public void All_orders_are_tried_that_keep_those_of_the_threads(int[] counts, int orders)
    {
        var at = 0;
        var threads = counts.Select(count => (IReadOnlyList<(int, Step)>)[.. Enumerable.Range(0, count).Select(_ => (at++, (Step)new RunJobs()))]).ToList();
        var all = Linearization.Orders(threads).Select(static order => string.Join(' ', order.Select(static step => step.At))).ToList();
        all.Count.ShouldBe(orders);
        all.ShouldBeUnique();
        foreach (var order in Linearization.Orders(threads))
            foreach (var thread in threads)
                order.Where(step => thread.Any(own => own.Item1 == step.At)).Select(static step => step.At).ShouldBeInOrder();
    }

    /// <summary>Without a search for a shorter one, which takes most of the time.</summary>
    private static CsCheckException FirstFound<TSample>(Gen<TSample> gen, Func<TSample, Task> check)
    {
        for (var tried = 0; tried < MostSamples; tried++)
        {
            try
            {
                Sampling.One(gen, check);
            }
            catch (CsCheckException found)
            {
                return found;
            }
        }

        throw new InvalidOperationException($"{MostSamples} samples found nothing wrong.");
    }
}

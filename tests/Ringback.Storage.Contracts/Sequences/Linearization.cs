using Ringback.Storage.Contracts.Model;

namespace Ringback.Storage.Contracts.Sequences;

/// <summary>
/// What several threads did at once to a store must have an order, in which each thread's steps keep theirs, such that the model answers the
/// same to each step and shows the same in the end.
/// </summary>
internal static class Linearization
{
    public static async Task CheckAsync(IStoreFactory stores, History history)
    {
        using var store = new World(stores);
        await TakeAllAsync(store, history.Before);
        var answers = await Task.WhenAll(history.Placed.Select(steps => Task.Run(async () =>
        {
            var answered = new List<(int At, string Answer)>();
            foreach (var (at, step) in steps)
                answered.Add((at, await step.RunAsync(store, at)));
            return answered;
        })));
        store.Settle();
        var actual = answers.SelectMany(static answered => answered).Select(pair => (pair.At, Answer: store.Read(pair.Answer))).OrderBy(static pair => pair.At).ToList();
        var shown = await ShowAsync(store);

        var tried = new List<string>();
        foreach (var order in Orders([.. history.Placed]))
        {
            using var model = new World(new ModelStores());
            await TakeAllAsync(model, history.Before);
            var expected = new List<(int At, string Answer)>();
            foreach (var (at, step) in order)
                expected.Add((at, model.Read(await step.RunAsync(model, at))));
            model.Settle();
            expected.Sort();
            var difference = expected.SequenceEqual(actual) ? Difference(await ShowAsync(model), shown) : Difference(Lines(expected), Lines(actual));
            if (difference.Length == 0)
                return;
            tried.Add($"In the order {string.Join(' ', order.Select(static step => step.At))}:\n{difference}");
        }

        throw new NotLinearizableException(tried);
    }

    /// <summary>All orders of the threads' steps together that keep the order of each.</summary>
    public static IEnumerable<IReadOnlyList<(int At, Step Step)>> Orders(IReadOnlyList<IReadOnlyList<(int At, Step Step)>> threads)
    {
        if (threads.All(static steps => steps.Count == 0))
            yield return [];
        for (var first = 0; first < threads.Count; first++)
        {
            if (threads[first].Count == 0)
                continue;
            var rest = threads.Select((steps, thread) => thread == first ? [.. steps.Skip(1)] : steps).ToList();
            foreach (var order in Orders(rest))
                yield return [threads[first][0], .. order];
        }
    }

    private static async Task TakeAllAsync(World world, IEnumerable<Step> steps)
    {
        foreach (var (at, step) in StepGen.Beginning.Concat(steps).Index())
        {
            await step.RunAsync(world, at);
            world.Settle();
        }

        await Observation.OfAsync(world);
    }

    /// <summary>After a restart, so that it is what is durable.</summary>
    private static async Task<string> ShowAsync(World world)
    {
        var before = await Observation.OfAsync(world);
        world.Restart();
        return $"{before}\n{await Restart.LookAsync(world)}\n{await Observation.OfAsync(world)}";
    }

    private static string Lines(IEnumerable<(int At, string Answer)> answers) => string.Join('\n', answers.Select(static pair => $"{pair.At}: {pair.Answer}"));

    private static string Difference(string expected, string actual) => expected == actual ? "" : StoreDiffersException.Differences(expected, actual);
}

/// <summary>No order of the steps explains what a store did.</summary>
internal sealed class NotLinearizableException(IReadOnlyList<string> tried) : Exception(
    $"None of {tried.Count} orders explains what the store did.\n{string.Join('\n', tried)}");

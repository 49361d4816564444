using Ringback.Storage.Contracts.Model;

namespace Ringback.Storage.Contracts.Sequences;

/// <summary>Does the same to a store and to the model, and looks after each step whether both show the same.</summary>
internal static class Comparison
{
    public static async Task OfAsync(IStoreFactory stores, IReadOnlyList<Step> steps)
    {
        using var model = new World(new ModelStores());
        using var store = new World(stores);
        var all = StepGen.Beginning.Concat(steps).ToList();
        for (var at = 0; at < all.Count; at++)
        {
            var (expected, actual) = (await TakeAsync(model, all[at], at), await TakeAsync(store, all[at], at));
            if (expected != actual)
                throw new StoreDiffersException(at, all[at], expected, actual);
        }
    }

    private static async Task<string> TakeAsync(World world, Step step, int at)
    {
        var answer = await step.RunAsync(world, at);
        world.Settle();
        return $"{world.Read(answer)}\n{await Observation.OfAsync(world)}";
    }
}

/// <summary>A store doesn't show what the model does.</summary>
internal sealed class StoreDiffersException(int at, Step step, string expected, string actual) : Exception(
    $"After step {at}, {step}, the store shows something else than the model.\n{Differences(expected, actual)}")
{
    public static string Differences(string expected, string actual)
    {
        var (model, store) = (expected.Split('\n'), actual.Split('\n'));
        return string.Join('\n', model.Except(store).Select(static line => $"  model: {line.Trim()}")
            .Concat(store.Except(model).Select(static line => $"  store: {line.Trim()}")));
    }
}

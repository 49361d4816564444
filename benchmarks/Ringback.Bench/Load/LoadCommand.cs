using System.Text.Json;
using Ringback.Bench.Children;

namespace Ringback.Bench.Load;

/// <summary>The child process <c>load plan.json</c>: one run of the generator, its result on standard output.</summary>
internal static class LoadCommand
{
    public static void Run(string planFile)
    {
        var plan = JsonSerializer.Deserialize(File.ReadAllText(planFile), BenchJson.Default.LoadPlan)
            ?? throw new BenchException($"{planFile} holds no plan.");
        using var generator = new Generator(plan, (ulong)Clock.Now);
        ChildSide.Result(JsonSerializer.Serialize(generator.Run(ChildSide.Progress), BenchJson.Default.LoadResult));
    }
}

using System.Globalization;
using System.Text.Json;
using Ringback.Bench.Children;
using Ringback.Bench.Load;
using Ringback.Bench.Report;

namespace Ringback.Bench.Measures;

/// <summary>What a measure works with: the options, a folder of its own, the load generator, and where to say how far it is.</summary>
internal sealed class Run(BenchOptions options, string folder, Display display)
{
    private int _folders;

    public BenchOptions Options => options;

    /// <summary>A new empty folder on the disk that is measured.</summary>
    public string NewFolder(string name)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{++_folders}"));
        return Directory.CreateDirectory(path).FullName;
    }

    /// <summary>Says what is being done now, and counts it as one of the measure's steps.</summary>
    public void Step(string what) => display.Step(what);

    /// <summary>Says what the step just done found.</summary>
    public void Found(string figure) => display.Found(figure);

    /// <summary>How many rows or requests the step under way has done.</summary>
    public void Count(long done) => display.Count(done);

    /// <summary>Runs a plan in a process of its own. Fails when more than one answer in a thousand was not 2xx.</summary>
    public async Task<LoadResult> LoadAsync(LoadPlan plan, CancellationToken stop)
    {
        var result = await TryLoadAsync(plan, stop);
        var refused = result.Refused.Values.Sum();
        if (refused > 0 && refused * 1000 > result.Accepted)
        {
            var statuses = string.Join(", ", result.Refused.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value} × {pair.Key}")));
            throw new BenchException($"{plan.Requests[0].Method} {plan.Requests[0].Path}: {result.Accepted} accepted, but {statuses}.{Environment.NewLine}{result.RefusedSample}");
        }

        return result;
    }

    /// <summary>The same, leaving it to the caller to judge refusals.</summary>
    public async Task<LoadResult> TryLoadAsync(LoadPlan plan, CancellationToken stop)
    {
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"plan-{++_folders}.json"));
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(plan, BenchJson.Default.LoadPlan), stop);
        await using var child = Child.Start("the load generator", "load", file);
        var patience = TimeSpan.FromSeconds(plan.Warmup + plan.Seconds + 120);
        var json = await child.HearAsync(ChildSide.ResultMark, display.Count, patience, stop);
        File.Delete(file);
        return JsonSerializer.Deserialize(json, BenchJson.Default.LoadResult)!;
    }
}

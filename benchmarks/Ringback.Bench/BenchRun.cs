using System.Text.Json;
using Ringback.Bench.Children;
using Ringback.Bench.Measures;
using Ringback.Bench.Report;

namespace Ringback.Bench;

/// <summary>Takes the measures one after the other, and reports. One that fails is reported as failed; the others go on.</summary>
internal static class BenchRun
{
    /// <summary>The exit code: 0 when every target was met, 1 when one was missed or a measure failed, 130 after Ctrl-C.</summary>
    public static async Task<int> RunAsync(BenchOptions options, CancellationToken stop)
    {
        try
        {
            using var folder = WorkFolder.Create(options.Folder);
            var started = TimeProvider.System.GetUtcNow();
            var display = new Display();
            var rows = new List<Row>();
            var failures = new List<string>();
            await display.ShowAsync(() => TakeAllAsync(options, folder.Path, display, rows, failures, stop));

            var report = new BenchReport
            {
                Machine = Machine.Of(folder.Path),
                Started = started,
                Minutes = (TimeProvider.System.GetUtcNow() - started).TotalMinutes,
                SecondsEach = options.Seconds,
                Rounds = options.Rounds,
                Rows = rows,
            };
            ReportTable.Print(report, failures);
            if (options.Json is { } file)
                await File.WriteAllTextAsync(file, JsonSerializer.Serialize(report, BenchJson.Default.BenchReport), stop);
            return failures.Count > 0 || rows.Exists(row => row.Met == false) ? 1 : 0;
        }
        catch (BenchException failure)
        {
            await Console.Error.WriteLineAsync($"bench: {failure.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("bench: stopped; children ended, folders deleted.");
            return 130;
        }
    }

    private static async Task TakeAllAsync(
        BenchOptions options, string folder, Display display, List<Row> rows, List<string> failures, CancellationToken stop)
    {
        foreach (var measure in BenchCommand.Measures.Where(one => options.Measures.Count == 0 ? one.ByDefault : options.Measures.Contains(one.Name)))
        {
            display.Begin(measure.Name, measure.Steps(options));
            try
            {
                rows.AddRange(await measure.TakeAsync(new Run(options, folder, display), stop));
            }
            catch (BenchException failure)
            {
                failures.Add($"{measure.Name} could not be measured: {failure.Message}");
            }

            display.End();
        }
    }
}

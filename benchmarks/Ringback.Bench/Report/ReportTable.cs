using System.Globalization;
using Spectre.Console;

namespace Ringback.Bench.Report;

/// <summary>The table at the end, and what stands around it.</summary>
internal static class ReportTable
{
    private const int Width = 140;

    public static void Print(BenchReport report, IReadOnlyList<string> failures)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
        if (Console.IsOutputRedirected)
            console.Profile.Width = Width;
        var machine = report.Machine;
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"[grey]{machine.Processor}, {machine.Cores} cores, {machine.MemoryGiB} GiB, {machine.Disk}; {machine.System}; {machine.Runtime}[/]");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"[grey]{report.Rounds} rounds of {report.SecondsEach:0.#} s, bare and Ringback in turn, medians; load by our own generator; {report.Minutes:0.0} minutes in all[/]");
        console.Write(TableOf(report.Rows));
        foreach (var row in report.Rows.Where(row => row.Note.Length > 0))
            console.MarkupLineInterpolated($"[grey]{row.Measure}: {row.Note}[/]");
        foreach (var failure in failures)
            console.MarkupLineInterpolated($"[red]{failure}[/]");
    }

    private static Table TableOf(IReadOnlyList<Row> rows)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("measure")
            .AddColumn(new TableColumn("bare").RightAligned())
            .AddColumn(new TableColumn("Ringback").RightAligned())
            .AddColumn(new TableColumn("ratio").RightAligned())
            .AddColumn("target")
            .AddColumn("");
        foreach (var row in rows)
        {
            table.AddRow(
                new Text(row.Measure),
                new Text(row.Bare),
                new Text(row.Ringback),
                new Text(row.Ratio),
                new Text(row.Target),
                new Markup(row.Met switch { true => "[green]met[/]", false => "[red]missed[/]", null => "" }));
        }

        return table;
    }
}

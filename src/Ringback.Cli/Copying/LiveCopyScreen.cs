using System.Globalization;
using Ringback.Storage.Postgres.Copying;
using Spectre.Console;

namespace Ringback.Cli.Copying;

/// <summary>Progress bars, and a table at the end.</summary>
internal sealed class LiveCopyScreen(IAnsiConsole console) : ICopyScreen
{
    // Not WriteLine: it would break a command that is longer than the terminal is wide.
    public void Say(string text) => console.Profile.Out.Writer.WriteLine(text);

    public IReadOnlyList<TableComparison> Watch(Func<Action<CopyStep>, IReadOnlyList<TableComparison>> copy) =>
        console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var (copying, comparing) = (context.AddTask("Copying"), context.AddTask("Comparing", autoStart: false));
                var tables = copy(step =>
                {
                    var (task, verb) = step.Phase == CopyPhase.Copy ? (copying, "Copying") : (comparing, "Comparing");
                    if (!task.IsStarted) task.StartTask();
                    task.Description = $"{verb} {step.Name}";
                    (task.MaxValue, task.Value) = (Math.Max(1, step.Total), step.Done);
                });
                foreach (var task in (ProgressTask[])[copying, comparing])
                {
                    (task.Value, task.Description) = (task.MaxValue, task == copying ? "Copied" : "Compared");
                    task.StopTask();
                }
                return tables;
            });

    public void Show(IReadOnlyList<TableComparison> tables)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("Table").AddColumn(new TableColumn("Rows").RightAligned()).AddColumn("Checksum").AddColumn("Result");
        foreach (var (name, source, target) in tables)
        {
            table.AddRow(name, Number(source.Rows), Sum(source.Sum), source == target ? "[green]same[/]" : "[red]differs[/]");
            if (source != target) table.AddRow("", Number(target.Rows), Sum(target.Sum), "in PostgreSQL");
        }
        console.Write(table);
    }

    private static string Number(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);

    private static string Sum(ulong sum) => sum.ToString("x16", CultureInfo.InvariantCulture);
}

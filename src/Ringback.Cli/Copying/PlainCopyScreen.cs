using System.Globalization;
using Ringback.Storage.Postgres.Copying;

namespace Ringback.Cli.Copying;

/// <summary>Lines, for a log: one when the rows of another table begin.</summary>
internal sealed class PlainCopyScreen(TextWriter output) : ICopyScreen
{
    public void Say(string text) => output.WriteLine(text);

    public IReadOnlyList<TableComparison> Watch(Func<Action<CopyStep>, IReadOnlyList<TableComparison>> copy)
    {
        (CopyPhase, string) told = default;
        return copy(step =>
        {
            if (told == (step.Phase, step.Name)) return;
            told = (step.Phase, step.Name);
            Say(string.Create(CultureInfo.InvariantCulture, $"{(step.Phase == CopyPhase.Copy ? "copying" : "comparing")} {step.Name}: {step.Done} of {step.Total} rows"));
        });
    }

    public void Show(IReadOnlyList<TableComparison> tables)
    {
        Say(string.Create(CultureInfo.InvariantCulture, $"{"table",-18} {"rows",12}  {"checksum",-16}  result"));
        foreach (var (table, source, target) in tables)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"{table,-18} {source.Rows,12}  {source.Sum:x16}  {(source == target ? "same" : "differs")}"));
            if (source != target) Say(string.Create(CultureInfo.InvariantCulture, $"{"",-18} {target.Rows,12}  {target.Sum:x16}  in PostgreSQL"));
        }
    }
}

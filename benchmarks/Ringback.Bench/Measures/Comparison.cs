using Ringback.Bench.Report;

namespace Ringback.Bench.Measures;

/// <summary>Rates of the rounds, bare and Ringback's, and the row that compares their medians.</summary>
internal sealed class Comparison
{
    public List<double> Bare { get; } = [];

    public List<double> Ringback { get; } = [];

    public Row ToRow(string measure, string note, double? atLeast)
    {
        var ratio = Ringback.Median() / Bare.Median();
        return new Row
        {
            Measure = measure,
            Note = note,
            Bare = Figures.PerSecond(Bare.Median()),
            Ringback = Figures.PerSecond(Ringback.Median()),
            Ratio = Figures.Ratio(ratio),
            Target = atLeast is { } least ? "≥ " + Figures.Ratio(least) : "",
            Met = atLeast is { } wanted ? ratio >= wanted : null,
            Rounds = new Dictionary<string, double[]>(StringComparer.Ordinal) { ["bare"] = [.. Bare], ["ringback"] = [.. Ringback] },
        };
    }
}

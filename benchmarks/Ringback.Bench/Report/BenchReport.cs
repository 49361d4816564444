namespace Ringback.Bench.Report;

/// <summary>A whole run, as <c>--json</c> writes it.</summary>
internal sealed record BenchReport
{
    public required Machine Machine { get; init; }

    public required DateTimeOffset Started { get; init; }

    public double Minutes { get; init; }

    public double SecondsEach { get; init; }

    public int Rounds { get; init; }

    public required IReadOnlyList<Row> Rows { get; init; }
}

namespace Ringback.Bench.Report;

/// <summary>One line of the table: a figure of Ringback's beside the bare one, and what was promised.</summary>
internal sealed record Row
{
    public required string Measure { get; init; }

    public string Bare { get; init; } = "";

    public string Ringback { get; init; } = "";

    /// <summary>Ringback ÷ bare, or the figure that the target is about.</summary>
    public string Ratio { get; init; } = "";

    public string Target { get; init; } = "";

    /// <summary>Null: nothing was promised, the row informs.</summary>
    public bool? Met { get; init; }

    /// <summary>How it was measured, where the name doesn't say.</summary>
    public string Note { get; init; } = "";

    /// <summary>The figure of each round, by name.</summary>
    public IReadOnlyDictionary<string, double[]> Rounds { get; init; } = new Dictionary<string, double[]>(StringComparer.Ordinal);
}

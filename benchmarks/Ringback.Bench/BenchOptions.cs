namespace Ringback.Bench;

/// <summary>What the command line asked for.</summary>
internal sealed record BenchOptions
{
    /// <summary>Names of the measures to take; empty: all.</summary>
    public IReadOnlyList<string> Measures { get; init; } = [];

    public double Seconds { get; init; } = 10;

    /// <summary>Seconds of load before each measured run, so that compiled code and connections are warm on both sides: Ringback's is compiled in tiers, under load, for some seconds.</summary>
    public double Warmup { get; init; } = 8;

    public int Rounds { get; init; } = 3;

    public int Connections { get; init; } = 64;

    /// <summary>Sends in flight of the bare sender and relay.</summary>
    public int InFlight { get; init; } = 64;

    public int Endpoints { get; init; } = 100_000;

    public long Attempts { get; init; } = 5_000_000;

    /// <summary>Messages a second of the open-loop measure, one after the other.</summary>
    public IReadOnlyList<int> Rates { get; init; } = [2000, 5000, 8000];

    /// <summary>Seconds of the end-to-end runs that are judged.</summary>
    public double Steady { get; init; } = 60;

    public string? Json { get; init; }

    public string? Folder { get; init; }

    /// <summary>The <c>ringback.dll</c> to measure; the one built with the bench when null.</summary>
    public string? Program { get; init; }
}

using Ringback.Bench.Report;

namespace Ringback.Bench.Measures;

/// <summary>One question about speed, answered in one or more rows. Starts what it needs and leaves nothing running.</summary>
internal interface IMeasure
{
    /// <summary>As named on the command line.</summary>
    string Name { get; }

    /// <summary>What it answers, in a line of help.</summary>
    string What { get; }

    /// <summary>Whether it is taken when none is named.</summary>
    bool ByDefault => true;

    /// <summary>How often it will call <see cref="Run.Step"/>, for the progress bar.</summary>
    int Steps(BenchOptions options);

    Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop);
}

namespace Ringback.Storage.Postgres.Copying;

/// <summary>What a copy has done so far, for whoever watches it.</summary>
/// <param name="Phase">What is done with the rows.</param>
/// <param name="Name">Of the table whose rows they are.</param>
/// <param name="Done">Rows of all tables.</param>
/// <param name="Total">Rows of all tables that there are to do.</param>
internal readonly record struct CopyStep(CopyPhase Phase, string Name, long Done, long Total);

internal enum CopyPhase
{
    /// <summary>Rows are written.</summary>
    Copy = 0,

    /// <summary>The rows of both databases are read and compared.</summary>
    Compare = 1,
}

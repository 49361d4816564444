namespace Ringback.Core.History;

/// <summary>What came of asking for an operation to be run again.</summary>
internal enum ReplayStatus
{
    /// <summary>It is run now.</summary>
    Started = 0,

    /// <summary>It has succeeded, and wasn't forced: nothing is done.</summary>
    Succeeded = 1,

    /// <summary>It is being run, or about to be.</summary>
    UnderWay = 2,

    /// <summary>The key was already used for a request with another body.</summary>
    KeyReused = 3,
}

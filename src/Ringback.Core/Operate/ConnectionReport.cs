namespace Ringback.Core.Operate;

internal enum ConnectionState
{
    /// <summary>Nobody looked yet.</summary>
    Unknown = 0,

    /// <summary>Operations run on it.</summary>
    Usable = 1,

    /// <summary>Its role may do what a statement must not: runs fail with 424.</summary>
    Refused = 2,

    /// <summary>Its owner has to mend it: runs wait.</summary>
    Blocked = 3,

    /// <summary>It couldn't be reached when it was last tried.</summary>
    Unreachable = 4,
}

/// <summary>How a named connection stands, as it was last seen.</summary>
/// <param name="Connection">Which one.</param>
/// <param name="Problem">What is wrong, with the statements that mend it; holds no address. Null when nothing is.</param>
/// <param name="SeenAt">Unix milliseconds; null when nobody looked yet.</param>
/// <param name="Warning">What keeps no run from being done: what organisations that share it may do to each other, or markers that are dropped too early; with the statements that end it; null when nothing is known.</param>
internal sealed record ConnectionReport(NamedConnection Connection, ConnectionState State, string? Problem, long? SeenAt, string? Warning = null);

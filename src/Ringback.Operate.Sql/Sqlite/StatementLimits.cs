using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Operate.Sql.Sqlite;

/// <summary>How large what an operation's statements make may be (https://sqlite.org/c3ref/c_limit_attached.html), by connection.</summary>
internal static class StatementLimits
{
    /// <value>Of one value or row. A statement that reads a larger one is refused.</value>
    public const int MostBytes = 8 << 20;

    private static readonly (int What, int Most)[] Limits =
    [
        (0, MostBytes), // a value or row
        (1, 64 * 1024), // the text of a statement
        (2, 200), // columns
        (3, 100), // the depth of an expression
        (4, 20), // parts of a compound select
        (5, 100_000), // steps of a compiled statement
        (6, 32), // arguments of a function
        (7, 0), // other files
        (8, 256), // the pattern of LIKE and GLOB
        (9, 200), // parameters
        (10, 20), // triggers that call triggers
        (11, 0), // threads of its own
    ];

    public static void Set(nint database)
    {
        foreach (var (what, most) in Limits)
            _ = Native.Limit(database, what, most);
    }
}

using System.Runtime.InteropServices;

namespace Ringback.Storage.Sqlite.Tests;

/// <summary>The SQLite that the store calls is the package's, not an older one of the system.</summary>
public sealed partial class LibraryVersionTests
{
    /// <value>3.51.3: a checkpoint that resets the log while another begins could leave the database damaged before (https://sqlite.org/wal.html#walresetbug).</value>
    private const int WithoutResetBug = 3_051_003;

    [Fact]
    public void The_SQLite_that_is_loaded_has_no_WAL_reset_bug() => LibraryVersionNumber().ShouldBeGreaterThanOrEqualTo(WithoutResetBug);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_libversion_number")]
    private static partial int LibraryVersionNumber();
}

using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Ringback.Server.Secrets;

/// <summary>
/// Flushes a folder's own entries: on Unix a file renamed into place is only there for good after an fsync of its folder,
/// and a lost master key would leave a database that nobody can read. .NET has no call for it.
/// </summary>
internal static partial class FolderSync
{
    /// <exception cref="IOException">The folder couldn't be flushed.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var handle = Open(folder, 0);
        if (handle < 0) throw Failure(folder);
        try
        {
            if (FSync(handle) != 0) throw Failure(folder);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static IOException Failure(string folder) =>
        new($"{folder} can't be flushed to disk: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}

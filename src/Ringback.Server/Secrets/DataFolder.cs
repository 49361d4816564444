using System.Globalization;
using System.Runtime.Versioning;
using Ringback.Server.Settings;

namespace Ringback.Server.Secrets;

/// <summary>
/// The data folder, held by this process: made with mode 0700, and locked, so that a second process on it gets a clear
/// error instead of a torn database. The lock is the operating system's and ends with the process, however it ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockName = "ringback.lock";
    private const string HolderName = "ringback.pid";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>Makes the folder if it is missing, and takes it for this process.</summary>
    /// <exception cref="StartException">It can't be made or written, or another process has it.</exception>
    public static DataFolder Acquire(string path)
    {
        var full = Make(path);
        if (!OperatingSystem.IsWindows()) KeepOthersOut(full);
        FileStream? held = null;
        try
        {
            held = new FileStream(System.IO.Path.Combine(full, LockName), Options());
            File.WriteAllText(System.IO.Path.Combine(full, HolderName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataFolder(full, held);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw IsHeld(e)
                ? new StartException($"The data folder {full} is in use by {HolderOf(full)}. Stop that process, or use another folder with --data.", e)
                : Unusable(full, e);
        }
    }

    /// <summary>Makes the folder if it is missing, without taking it.</summary>
    /// <exception cref="StartException">It can't be made.</exception>
    public static string Make(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(full);
            else Directory.CreateDirectory(full, OwnerOnly);
            return full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(full, e);
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>
    /// Who may write in the folder may put another database or another secret there, whatever the modes of the files say. A folder that is
    /// still empty is closed; one that holds something may hold what somebody else put there, which is for its owner to judge.
    /// </summary>
    /// <exception cref="StartException">Others may write there.</exception>
    [UnsupportedOSPlatform("windows")]
    private static void KeepOthersOut(string full)
    {
        const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        try
        {
            var mode = File.GetUnixFileMode(full);
            if ((mode & Others) == 0) return;
            if (!Directory.EnumerateFileSystemEntries(full).Any())
            {
                File.SetUnixFileMode(full, OwnerOnly);
                return;
            }
            throw new StartException(
                $"Other users of this machine can write to the data folder {full} (mode {Convert.ToString((int)mode, 8)}). Check that all files in it are yours, and run `chmod 700 {full}`.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (IsReadOnly(e)) throw Unusable(full, e);
            throw new StartException(
                $"Other users of this machine can write to the data folder {full}, and this user can't change that: {e.Message} Give a folder inside it with --data {System.IO.Path.Combine(full, "ringback")} instead. It is created so that no other user can open it.", e);
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    // EWOULDBLOCK of flock on Linux and on BSDs, and Windows' sharing violation.
    private static bool IsHeld(Exception e) => e is IOException && e.HResult is 11 or 35 or unchecked((int)0x80070020);

    // EROFS: nobody may write there, others neither.
    private static bool IsReadOnly(Exception e) => e is IOException && e.HResult is 30;

    /// <summary>The lock file itself can't be read while it is held.</summary>
    private static string HolderOf(string full)
    {
        try
        {
            return "process " + File.ReadAllText(System.IO.Path.Combine(full, HolderName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }

    private static StartException Unusable(string full, Exception e) => new(
        $"The data folder {full} can't be used: {e.Message} Allow this user to write there, or use another folder with --data.", e);
}

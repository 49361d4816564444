using Ringback.Cli.Usage;
using Ringback.Server.Settings;

namespace Ringback.Cli.Start;

/// <summary>What is where the data folder should be, as far as this user may see. <see cref="File.Exists"/> says "no" of what it may not see.</summary>
internal static class DataFolderLook
{
    /// <param name="path">As it was given.</param>
    /// <returns>Absolute. Whether there is such a folder is another question.</returns>
    /// <exception cref="UsageException">It is a file.</exception>
    public static string FolderOf(string path)
    {
        var folder = Path.GetFullPath(path);
        return File.Exists(folder)
            ? throw new UsageException($"the data folder {folder} is a file, not a folder. Give a folder with --data.")
            : folder;
    }

    /// <exception cref="StartException">This user may not look, or it can't be read.</exception>
    public static bool Has(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        try
        {
            File.GetAttributes(path);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartException($"{path}: permission denied. Run this command as the user of the server, or allow this user to read the file.", e);
        }
        catch (IOException e)
        {
            throw new StartException($"{path} can't be read: {e.Message}", e);
        }
    }
}

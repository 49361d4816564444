using System.Text;
using Ringback.Server.Settings;

namespace Ringback.Server.Secrets;

/// <summary>A file of mode 0600 with one secret in it.</summary>
internal static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const long Largest = 64 * 1024;

    /// <summary>The secret in the file; if there is none, <paramref name="make"/> makes it and it is on disk before this returns.</summary>
    /// <exception cref="StartException">It can't be read or written, or others may read it.</exception>
    public static string ReadOrMake(string path, Func<string> make)
    {
        if (!File.Exists(path))
        {
            try
            {
                Write(path, make(), overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another process was first: its secret is the one that counts.
            }
        }
        return Read(path);
    }

    /// <exception cref="StartException">It isn't there, can't be read, or others may read it.</exception>
    public static string Read(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                var others = File.GetUnixFileMode(path) & ~OwnerOnly & ~UnixFileMode.UserExecute;
                if (others != 0)
                    throw new StartException($"{path} can be read by other users of this machine. Run `chmod 600 {path}`. If another user may have read it, replace the secret.");
            }
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (file.Length > Largest) throw new StartException($"{path} is too long to be a secret.");
            using var reader = new StreamReader(file);
            var secret = reader.ReadToEnd().Trim();
            if (secret.Length == 0) throw new StartException($"{path} is empty. Restore the secret from a backup. Remove the file only if a new secret may be created.");
            return secret;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{path} can't be read: {e.Message}", e);
        }
    }

    /// <summary>Writes the secret so that it is there wholly or not at all, whenever the machine stops.</summary>
    public static void Write(string path, string secret, bool overwrite = true)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        try
        {
            using (var file = new FileStream(temporary, options))
            {
                file.Write(Encoding.UTF8.GetBytes(secret + "\n"));
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite);
            FolderSync.Flush(folder);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}

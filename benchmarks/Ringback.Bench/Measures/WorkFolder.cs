using Ringback.Bench.Children;

namespace Ringback.Bench.Measures;

/// <summary>The run's own folder, deleted with it. Refuses memory file systems: an fsync costs nothing there, and no figure would mean anything.</summary>
internal sealed class WorkFolder : IDisposable
{
    private WorkFolder(string path) => Path = path;

    public string Path { get; }

    /// <param name="parent">Where to make it; null: the system's temporary folder, or beside the program when that one is in memory.</param>
    public static WorkFolder Create(string? parent)
    {
        if (parent is not null && IsMemory(parent))
            throw new BenchException($"--folder {parent} is on a memory file system. Name a folder on a real disk.");
        parent ??= new[] { System.IO.Path.GetTempPath(), AppContext.BaseDirectory }.FirstOrDefault(path => !IsMemory(path))
            ?? throw new BenchException("No folder on a real disk found. Name one with --folder.");
        return new WorkFolder(Directory.CreateDirectory(System.IO.Path.Combine(parent, "ringback-bench-" + System.IO.Path.GetRandomFileName())).FullName);
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    private static bool IsMemory(string path) => new DriveInfo(System.IO.Path.GetFullPath(path)).DriveFormat is "tmpfs" or "ramfs";
}

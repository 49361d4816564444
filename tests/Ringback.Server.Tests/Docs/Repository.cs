namespace Ringback.Server.Tests.Docs;

/// <summary>The files of the repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every page that people read, relative to the root.</summary>
    public static IEnumerable<string> Pages =>
        Directory.GetFiles(Root, "*.md").Concat(new[] { "docs", "samples" }.SelectMany(folder => Directory.GetFiles(Path.Combine(Root, folder), "*.md", SearchOption.AllDirectories)))
            .Select(file => Path.GetRelativePath(Root, file));

    public static string Read(string page) => File.ReadAllText(Path.Combine(Root, page));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Ringback.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}

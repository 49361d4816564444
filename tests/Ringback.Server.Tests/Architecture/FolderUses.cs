using System.Reflection;
using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Ringback.Server.Tests.Docs;

namespace Ringback.Server.Tests.Architecture;

/// <summary>
/// What the folders of a project use of each other: the references of the compiled types, told by the folders that their files are in. A folder
/// within a folder is one of its own.
/// </summary>
internal sealed partial class FolderUses
{
    private readonly Dictionary<string, Dictionary<string, string>> _uses = new(StringComparer.Ordinal);

    public FolderUses(string project, System.Reflection.Assembly assembly)
    {
        var folders = Folders(Path.Combine(Repository.Root, "src", project));
        foreach (var type in new ArchLoader().LoadAssembly(assembly).Build().Types)
        {
            if (!folders.TryGetValue(OutermostName(type), out var from)) continue;
            var used = Of(from);
            // Parameters of generic methods of one name are one to the library, wherever they stand.
            foreach (var target in type.Dependencies.Select(static dependency => dependency.Target).Where(static target => target is not GenericParameter))
            {
                if (!folders.TryGetValue(OutermostName(target), out var to) || to == from) continue;
                _ = Of(to);
                used.TryAdd(to, $"{from}: {type.Name} uses {target.Name} of {to}");
            }
        }
    }

    public FolderUses(params (string From, string To)[] uses)
    {
        foreach (var (from, to) in uses)
        {
            _ = Of(to);
            Of(from)[to] = $"{from} uses {to}";
        }
    }

    public IReadOnlyCollection<string> All => _uses.Keys;

    /// <summary>One place where a folder uses another; null when it doesn't.</summary>
    public string? Find(string from, string to) => _uses.GetValueOrDefault(from)?.GetValueOrDefault(to);

    /// <summary>The places that make one circle, in their order; none when there is no circle.</summary>
    public IReadOnlyList<string> Circle()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        var circle = _uses.Keys.Order(StringComparer.Ordinal).Select(Visit).FirstOrDefault(static found => found.Count > 0) ?? [];
        return [.. circle.Select((from, i) => _uses[from][circle[(i + 1) % circle.Count]])];

        List<string> Visit(string folder)
        {
            if (path.IndexOf(folder) is >= 0 and var at) return path[at..];
            if (!done.Add(folder)) return [];
            path.Add(folder);
            foreach (var next in _uses[folder].Keys)
                if (Visit(next) is { Count: > 0 } found) return found;
            path.RemoveAt(path.Count - 1);
            return [];
        }
    }

    private Dictionary<string, string> Of(string folder)
    {
        if (!_uses.TryGetValue(folder, out var used)) _uses[folder] = used = new(StringComparer.Ordinal);
        return used;
    }

    /// <summary>By the full name of each type of a project, the folder of its file, from the project's on.</summary>
    private static Dictionary<string, string> Folders(string project)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
        {
            var folder = Path.GetRelativePath(project, Path.GetDirectoryName(file)!);
            if (folder.StartsWith("obj", StringComparison.Ordinal) || folder.StartsWith("bin", StringComparison.Ordinal)) continue;
            var text = File.ReadAllText(file);
            var scope = Scope().Match(text).Groups["it"].Value;
            foreach (Match declared in Declaration().Matches(text)) folders.TryAdd($"{scope}.{declared.Groups["it"].Value}", folder);
        }
        return folders;
    }

    private static string OutermostName(IType type) => type.FullName.Split('+', '`', '<')[0];

    [GeneratedRegex(@"^namespace (?<it>[\w.]+);", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Scope();

    [GeneratedRegex(@"^(?:\w+ )*(?:class|struct|interface|enum|record|delegate [\w<>?,\[\]. ]+?) (?<it>\w+)", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Declaration();
}

using System.Runtime.CompilerServices;

namespace Ringback.Client.Tests.Docs;

/// <summary>The fenced blocks of a page, and the regions of the snippets beside this file.</summary>
internal static class PageBlocks
{
    public static IReadOnlyList<string> Of(string page, string language)
    {
        var blocks = new List<string>();
        List<string>? open = null;
        foreach (var line in File.ReadAllLines(Path.Combine(Root(), page)))
        {
            if (open is null && line == "```" + language) open = [];
            else if (open is not null && line == "```")
            {
                blocks.Add(string.Join('\n', open));
                open = null;
            }
            else open?.Add(line);
        }
        return blocks;
    }

    public static IReadOnlyCollection<string> Regions()
    {
        var regions = new List<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(Root(), "tests/Ringback.Client.Tests/Docs"), "*Snippets.cs"))
        {
            List<string>? open = null;
            foreach (var line in File.ReadAllLines(file))
            {
                if (line.Trim().StartsWith("#region", StringComparison.Ordinal)) open = [];
                else if (line.Trim() == "#endregion" && open is not null)
                {
                    var indent = open.Where(one => one.Length > 0).Min(one => one.Length - one.TrimStart().Length);
                    regions.Add(string.Join('\n', open.Select(one => one.Length == 0 ? one : one[indent..])));
                    open = null;
                }
                else open?.Add(line);
            }
        }
        return regions;
    }

    public static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}

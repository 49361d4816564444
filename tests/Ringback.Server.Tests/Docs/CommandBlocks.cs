namespace Ringback.Server.Tests.Docs;

/// <summary>The commands of a page: its fenced blocks of bash.</summary>
internal static class CommandBlocks
{
    public static IReadOnlyList<string> Of(string page)
    {
        var blocks = new List<string>();
        List<string>? open = null;
        foreach (var line in Repository.Read(page).Split('\n'))
        {
            if (open is null && line == "```bash") open = [];
            else if (open is not null && line == "```")
            {
                blocks.Add(string.Join('\n', open));
                open = null;
            }
            else open?.Add(line);
        }
        return blocks;
    }
}

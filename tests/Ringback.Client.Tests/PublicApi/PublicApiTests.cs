using System.Runtime.CompilerServices;

namespace Ringback.Client.Tests.PublicApi;

/// <summary>Others compile against this: whoever changes it shall see that he does.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void What_the_library_shows_is_what_was_approved()
    {
        var actual = PublicSurface.Of(typeof(WebhookVerifier).Assembly);
        if (Environment.GetEnvironmentVariable("RINGBACK_ACCEPT_API") == "1") File.WriteAllText(ApprovedPath(), actual);

        using var stream = typeof(PublicApiTests).Assembly.GetManifestResourceStream("Ringback.Client.txt")!;
        var approved = new StreamReader(stream).ReadToEnd();

        var differences = Differences(approved, actual);
        Assert.True(differences.Length == 0,
            "The public API of Ringback.Client changed. If that is meant, run this test once with RINGBACK_ACCEPT_API=1, look at what it did to "
            + "tests/Ringback.Client.Tests/PublicApi/Ringback.Client.txt, build, commit it, and note the change in CHANGELOG.md.\n" + differences);
    }

    [Fact]
    public void Nothing_of_the_server_is_shown()
    {
        typeof(WebhookVerifier).Assembly.GetExportedTypes().ShouldAllBe(type => type.Namespace!.StartsWith("Ringback.Client", StringComparison.Ordinal));
    }

    private static string Differences(string approved, string actual)
    {
        var (before, after) = (Members(approved), Members(actual));
        return string.Join('\n', before.Except(after).Select(line => "- " + line).Concat(after.Except(before).Select(line => "+ " + line)));
    }

    /// <summary>Each line with its type before it: members of two types may look alike.</summary>
    private static List<string> Members(string surface)
    {
        var (members, type) = (new List<string>(), "");
        foreach (var line in surface.Split('\n'))
        {
            if (line.Length > 0 && line[0] != ' ') members.Add(type = line);
            else if (line.Length > 0) members.Add($"{type} > {line.Trim()}");
        }
        return members;
    }

    private static string ApprovedPath([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Ringback.Client.txt");
}

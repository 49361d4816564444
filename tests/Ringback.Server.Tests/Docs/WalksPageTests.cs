using System.Text.RegularExpressions;

namespace Ringback.Server.Tests.Docs;

/// <summary>The ways of a message and of an event on the page of concepts lead through types that are there, each in the file that is named.</summary>
public sealed partial class WalksPageTests
{
    public static TheoryData<string, string> Walks => new()
    {
        { "The way of a posted message", "MessageShortcut" },
        { "The way of a received event", "IngestGateway" },
    };

    [Theory]
    [MemberData(nameof(Walks))]
    public void Each_step_names_a_type_and_the_file_that_declares_it(string heading, string first)
    {
        var lines = Section(heading).Split('\n').Where(line => char.IsAsciiDigit(line.FirstOrDefault())).ToList();
        var steps = lines.Select(line => Step().Match(line)).ToList();
        for (var i = 0; i < steps.Count; i++) steps[i].Success.ShouldBeTrue(lines[i]);
        steps[0].Groups["type"].Value.ShouldBe(first);
        steps[^1].Groups["type"].Value.ShouldBeOneOf("OutcomeRecording", "DueLoop");
        foreach (var step in steps)
        {
            var (file, type) = (Path.Combine("docs", step.Groups["file"].Value), step.Groups["type"].Value);
            File.Exists(Path.Combine(Repository.Root, file)).ShouldBeTrue(file);
            Declared().Matches(Repository.Read(file)).Select(match => match.Groups["type"].Value).ShouldContain(type, file);
        }
    }

    private static string Section(string heading)
    {
        var page = Repository.Read("docs/concepts.md");
        var from = page.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        from.ShouldBeGreaterThan(0, heading);
        var to = page.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        return page[from..to];
    }

    [GeneratedRegex(@"^[0-9]+\. \[`(?<type>[A-Za-z]+)`\]\((?<file>\.\./src/[A-Za-z./]+\.cs)\) .+\.$", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Step();

    [GeneratedRegex(@"\b(?:class|record struct|struct|interface|record) (?<type>[A-Za-z]+)", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Declared();
}

using Ringback.Core.Tests.Verify;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Tests.Docs;

/// <summary>The page of sources says of each type what identifies its events, as the code has it, and where the provider says so.</summary>
public sealed class EventKeysPageTests
{
    [Fact]
    public void The_keys_are_those_of_the_code()
    {
        var page = Repository.Read("docs/reference/sources.md");
        foreach (var row in Rows()) page.Split('\n').ShouldContain(row);
        page.Split('\n').Count(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains(" | <https://", StringComparison.Ordinal))
            .ShouldBe(Rows().Count(row => row.Contains("<https://", StringComparison.Ordinal)));
    }

    private static List<string> Rows() =>
    [
        .. DocumentedEvents.OfAllTypes()
            .GroupBy(known => (Key: string.Join("; else ", known.Events.Keys.Select(Describe)), known.Events.KeySource, known.Events.Undocumented))
            .Select(group => (Types: string.Join(", ", group.Select(known => $"`{known.Type}`").Order(StringComparer.Ordinal)), group.Key))
            .OrderBy(row => row.Key.KeySource is null).ThenBy(row => row.Types, StringComparer.Ordinal)
            .Select(row => row.Key.KeySource is { } source ? $"| {row.Types} | {row.Key.Key} | <{source}>{(row.Key.Undocumented is { } open ? $"; not documented: {open}" : "")} |" : $"| {row.Types} | nothing | |"),
    ];

    /// <summary>On the page a bare pointer is one into the body.</summary>
    private static string Describe(EventKey key) => key.Description.Replace(" in the body", "", StringComparison.Ordinal);
}

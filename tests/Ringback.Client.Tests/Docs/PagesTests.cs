namespace Ringback.Client.Tests.Docs;

public sealed class PagesTests
{
    [Theory]
    [InlineData("docs/reference/client.md")]
    [InlineData("src/Ringback.Client/README.md")]
    public void What_a_page_shows_in_CSharp_is_compiled_and_run(string page)
    {
        var blocks = PageBlocks.Of(page, "csharp");

        blocks.ShouldNotBeEmpty();
        // Several regions may stand in one block, a blank line between.
        var rest = blocks.Select(block => PageBlocks.Regions().OrderByDescending(region => region.Length)
            .Aggregate(block, (left, region) => left.Replace(region, "", StringComparison.Ordinal)).Trim()).Where(left => left.Length > 0);
        rest.ShouldBeEmpty($"{page} shows what no region in tests/Ringback.Client.Tests/Docs/*Snippets.cs has");
    }
}

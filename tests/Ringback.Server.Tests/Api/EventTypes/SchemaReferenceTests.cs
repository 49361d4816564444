using System.Text.Json;
using Ringback.Server.Api.EventTypes;

namespace Ringback.Server.Tests.Api.EventTypes;

/// <summary>References as RFC 6901 has them in URI fragments: percent-encoding is taken away first, then <c>~1</c> and <c>~0</c>.</summary>
public sealed class SchemaReferenceTests
{
    private const string Document = """{"a":{"b":1},"x/y":2,"m~n":3,"c d":4,"ü":5,"":6,"list":[7,{"z":8}],"text":"9"}""";

    [Theory]
    [InlineData("#/a/b", "1")]
    [InlineData("#/x~1y", "2")]
    [InlineData("#/m~0n", "3")]
    [InlineData("#/m%7E0n", "3")]
    [InlineData("#/c%20d", "4")]
    [InlineData("#/%C3%BC", "5")]
    [InlineData("#/", "6")]
    [InlineData("#/list/0", "7")]
    [InlineData("#/list/1/z", "8")]
    [InlineData("#/a%2Fb", "1")]
    [InlineData("#", Document)]
    [InlineData("", null)]
    [InlineData("/a/b", null)]
    [InlineData("https://example.com/#/a/b", null)]
    [InlineData("#a", null)]
    [InlineData("#/a/c", null)]
    [InlineData("#/a/b/c", null)]
    [InlineData("#/text/0", null)]
    [InlineData("#/list/2", null)]
    [InlineData("#/list/-1", null)]
    [InlineData("#/list/00", null)]
    [InlineData("#/list/+0", null)]
    [InlineData("#/list/99999999999999999999", null)]
    [InlineData("#/m~n", null)]
    public void A_reference_is_a_pointer_in_a_fragment(string reference, string? found)
    {
        using var document = JsonDocument.Parse(Document);

        SchemaReference.Find(document.RootElement, reference)?.GetRawText().ShouldBe(found);
        (SchemaReference.Find(document.RootElement, reference) is null).ShouldBe(found is null);
    }
}

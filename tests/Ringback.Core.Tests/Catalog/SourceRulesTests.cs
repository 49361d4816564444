using Ringback.Core.Catalog;

namespace Ringback.Core.Tests.Catalog;

public sealed class SourceRulesTests
{
    [Theory]
    [InlineData(null, "application/json", true)]
    [InlineData(null, null, true)]
    [InlineData("application/json", "application/json", true)]
    [InlineData("application/json", "Application/JSON ; charset=utf-8", true)]
    [InlineData("application/json", "application/jsonx", false)]
    [InlineData("application/json", "text/plain, application/json", false)]
    [InlineData("application/json", null, false)]
    [InlineData("application/json", "", false)]
    [InlineData("text/*", "text/xml", true)]
    [InlineData("text/*", "TEXT/plain;q", true)]
    [InlineData("text/*", "texts/plain", false)]
    [InlineData("text/*", "text", false)]
    public void A_content_type_is_looked_for_without_its_parameters(string? allowed, string? header, bool fits) =>
        new SourceRules(ContentTypes: allowed is null ? null : ["image/png", allowed]).AllowsContentType(header).ShouldBe(fits);

    [Fact]
    public void Post_is_the_method_unless_others_are_named()
    {
        SourceRules.Default.AllowsMethod("POST").ShouldBeTrue();
        SourceRules.Default.AllowsMethod("PUT").ShouldBeFalse();
        new SourceRules(Methods: ["PUT"]).AllowsMethod("POST").ShouldBeFalse();
        new SourceRules(Methods: ["PUT"]).AllowsMethod("PUT").ShouldBeTrue();
        new SourceRules(Methods: ["PUT"]).AllowsMethod("put").ShouldBeFalse();
    }

    [Fact]
    public void Tokens_are_of_the_alphabet_of_urls_and_never_the_same()
    {
        var tokens = Enumerable.Range(0, 1000).Select(_ => SourceToken.Generate()).ToList();
        tokens.ShouldBeUnique();
        tokens.ShouldAllBe(token => token.Length == SourceToken.TextLength && token.All(c => char.IsAsciiLetterOrDigit(c) || c == '-' || c == '_'));
        // SHA-256 of "abc" begins so (FIPS 180-4).
        SourceToken.HashOf("abc").ToString("x32", null).ShouldBe("ba7816bf8f01cfea414140de5dae2223");
    }
}

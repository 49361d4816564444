using Ringback.Core.Crypto;

namespace Ringback.Core.Tests.Crypto;

public sealed class SecretUrlTests
{
    [Theory]
    [InlineData("https://example.com/a", "https://example.com/a")]
    [InlineData("https://example.com/a?x=1&api_key=abc&y=2", "https://example.com/a?x=1&api_key=***&y=2")]
    [InlineData("https://example.com/a?access_token=a%26b", "https://example.com/a?access_token=***")]
    [InlineData("https://example.com/?api%5Fkey=abc#part", "https://example.com/?api%5Fkey=***#part")]
    [InlineData("https://example.com/?password=&secret=x=y", "https://example.com/?password=&secret=***")]
    [InlineData("https://example.com/{{/id}}?key={{/key}}&token=abc", "https://example.com/{{/id}}?key={{/key}}&token=***")]
    [InlineData("https://example.com/?id=1", "https://example.com/?id=1")]
    [InlineData("https://a.logic.azure.com/?sv=1.0&sig=abc", "https://a.logic.azure.com/?sv=1.0&sig=***")]
    [InlineData("https://a.azurewebsites.net/api/f?code=abc&country_code=DE", "https://a.azurewebsites.net/api/f?code=***&country_code=DE")]
    [InlineData("https://s3.example.com/k?X-Amz-Date=1&X-Amz-Signature=abc", "https://s3.example.com/k?X-Amz-Date=1&X-Amz-Signature=***")]
    public void Credentials_in_a_query_are_masked_and_places_are_not(string url, string shown)
    {
        SecretUrl.Mask(url).ShouldBe(shown);
        SecretUrl.Restore(shown, url).ShouldBe(url);
        SecretUrl.Restore(url, null).ShouldBe(url);
    }

    [Theory]
    [InlineData("https://example.com/b?api_key=***", "https://example.com/a?api_key=abc", "https://example.com/b?api_key=abc")]
    [InlineData("https://example.com/a?api_key=new", "https://example.com/a?api_key=abc", "https://example.com/a?api_key=new")]
    [InlineData("https://example.com/a?token=1&token=***", "https://example.com/a?token=a&token=b", "https://example.com/a?token=1&token=b")]
    [InlineData("https://example.com/a?api_key=***", "https://example.com/a?token=abc", null)]
    [InlineData("https://evil.example/a?api_key=***", "https://example.com/a?api_key=abc", null)]
    [InlineData("http://example.com/a?api_key=***", "https://example.com/a?api_key=abc", null)]
    [InlineData("https://example.com:8443/a?api_key=***", "https://example.com/a?api_key=abc", null)]
    [InlineData("https://EXAMPLE.com?api_key=***", "https://example.com/a?api_key=abc", "https://EXAMPLE.com?api_key=abc")]
    [InlineData("https://example.com/a?api_key=***", null, null)]
    [InlineData("https://example.com/a?x=***", null, "https://example.com/a?x=***")]
    public void What_is_masked_stands_for_what_was_there(string given, string? kept, string? restored) => SecretUrl.Restore(given, kept).ShouldBe(restored);
}

using Ringback.Verification.Signing;

namespace Ringback.Server.Tests.Api.Endpoints;

/// <summary><c>…/secret</c> and <c>…/headers</c> over a real socket.</summary>
public sealed class EndpointCredentialsTests : ApiTest
{
    private const string Given = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Many = "/api/v1/app/acme/endpoint";
    private const string One = Many + "/one";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ApplicationAsync("acme");
    }

    [Fact]
    public async Task A_secret_is_made_up_or_given_and_rotated()
    {
        await EndpointAsync("acme", more: ""","uid":"one" """);
        (await SecretAsync()).ShouldMatch("^whsec_[0-9A-Za-z+/=]{32}$");
        await JsonAsync(204, "POST", One + "/secret/rotate", $$"""{"key":"{{Given}}","gracePeriodSeconds":604800}""");
        (await SecretAsync()).ShouldBe(Given);
        await JsonAsync(204, "POST", One + "/secret/rotate", "");
        (await SecretAsync()).ShouldNotBe(Given);

        var asymmetric = EndpointSecret.Generate(SecretKind.Asymmetric);
        await JsonAsync(204, "POST", One + "/secret/rotate", $$"""{"key":"{{asymmetric.Text}}"}""");
        (await SecretAsync()).ShouldBe(asymmetric.Shown);
        await JsonAsync(204, "POST", One + "/secret/rotate", "{}");
        (await SecretAsync()).ShouldStartWith("whpk_");
    }

    [Theory]
    [InlineData("""{"key":""}""", 422)]
    [InlineData("""{"key":"whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""", 422)]
    [InlineData("""{"gracePeriodSeconds":604801}""", 422)]
    [InlineData("""{"gracePeriodSeconds":-1}""", 422)]
    [InlineData("""{"gracePeriodSeconds":0,"key":null}""", 204)]
    public async Task Rotation_is_checked(string body, int status)
    {
        await EndpointAsync("acme", more: ""","uid":"one" """);
        await JsonAsync(status, "POST", One + "/secret/rotate", body);
    }

    [Fact]
    public async Task Secrets_in_their_grace_are_not_more_than_ten()
    {
        await EndpointAsync("acme", more: ""","uid":"one" """);
        for (var i = 0; i < 10; i++) await JsonAsync(204, "POST", One + "/secret/rotate", "{}");
        var refused = await JsonAsync(400, "POST", One + "/secret/rotate", """{"gracePeriodSeconds":1}""");
        ((string)refused["detail"]!).ShouldMatch("^There are 10 older secrets .* ends at 20[0-9-]+T[0-9:]+Z, or give a grace of 0, which ends all of them at once\\.$");
    }

    [Fact]
    public async Task A_rotation_without_grace_ends_all_older_secrets()
    {
        await EndpointAsync("acme", more: ""","uid":"one" """);
        for (var i = 0; i < 10; i++) await JsonAsync(204, "POST", One + "/secret/rotate", "{}");
        await JsonAsync(204, "POST", One + "/secret/rotate", """{"gracePeriodSeconds":0}""");
        // All ten have room again.
        for (var i = 0; i < 10; i++) await JsonAsync(204, "POST", One + "/secret/rotate", "{}");
        await JsonAsync(400, "POST", One + "/secret/rotate", "{}");
    }

    [Fact]
    public async Task The_same_key_rotates_once()
    {
        await EndpointAsync("acme", more: ""","uid":"one" """);
        (string, string) key = ("Idempotency-Key", "auto_x");
        (await Server.SendAsync("POST", One + "/secret/rotate", "{}"u8.ToArray(), key)).Status.ShouldBe(204);
        var rotated = await SecretAsync();
        (await Server.SendAsync("POST", One + "/secret/rotate", "{}"u8.ToArray(), key)).Status.ShouldBe(204);
        (await SecretAsync()).ShouldBe(rotated);
    }

    [Fact]
    public async Task Headers_are_set_merged_and_removed_and_credentials_are_masked()
    {
        await EndpointAsync("acme", more: ""","uid":"one","headers":{"X-Plain":"1","Authorization":"Bearer s3cret"} """);
        var shown = await GetAsync(One + "/headers");
        shown.Body.ShouldBe("""{"headers":{"X-Plain":"1"},"sensitive":["Authorization"]}""");

        await JsonAsync(204, "PATCH", One + "/headers", """{"headers":{"x-plain":"2","X-Api-Key":"k","X-More":"m"},"deleteHeaders":["authorization"]}""");
        (await GetAsync(One + "/headers")).Body.ShouldBe("""{"headers":{"x-plain":"2","X-More":"m"},"sensitive":["X-Api-Key"]}""");
        await JsonAsync(204, "PATCH", One + "/headers", """{"headers":{"X-More":null}}""");
        (await GetAsync(One + "/headers")).Body.ShouldBe("""{"headers":{"x-plain":"2"},"sensitive":["X-Api-Key"]}""");
        await JsonAsync(204, "PUT", One + "/headers", """{"headers":{"X-Only":"o"}}""");
        (await GetAsync(One + "/headers")).Body.ShouldBe("""{"headers":{"X-Only":"o"},"sensitive":[]}""");
        await JsonAsync(204, "PUT", One + "/headers", """{"headers":{}}""");
        (await GetAsync(One + "/headers")).Body.ShouldBe("""{"headers":{},"sensitive":[]}""");
    }

    [Theory]
    [InlineData("Content-Type", "x")]
    [InlineData("user-agent", "x")]
    [InlineData("HOST", "x")]
    [InlineData("transfer-encoding", "chunked")]
    [InlineData("webhook-id", "x")]
    [InlineData("Svix-Anything", "x")]
    [InlineData("traceparent", "x")]
    [InlineData("", "x")]
    [InlineData("a b", "x")]
    [InlineData("a:b", "x")]
    [InlineData("ä", "x")]
    [InlineData("x", "a\\r\\nb: c")]
    [InlineData("x", "a\\u0000")]
    [InlineData("x", "ä")]
    [InlineData("x", " a")]
    public async Task Forbidden_headers_are_422(string name, string value)
    {
        await EndpointAsync("acme", more: ""","uid":"one" """);
        await JsonAsync(422, "PUT", One + "/headers", $$$"""{"headers":{"{{{name}}}":"{{{value}}}"}}""");
        await JsonAsync(422, "PATCH", One + "/headers", $$$"""{"headers":{"{{{name}}}":"{{{value}}}"}}""");
        await JsonAsync(422, "POST", Many, $$$"""{"url":"https://example.com","headers":{"{{{name}}}":"{{{value}}}"}}""");
        await JsonAsync(422, "PUT", One + "/headers", """{"headers":{"x":"1","X":"2"}}""");
        await JsonAsync(422, "PUT", One + "/headers", "{}");
    }

    private async Task<string> SecretAsync() => (string)(await JsonAsync(200, "GET", One + "/secret"))["key"]!;
}

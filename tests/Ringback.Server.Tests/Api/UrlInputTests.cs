using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Core.Settings;
using Ringback.Testing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Api;

/// <summary>URLs to send to, wherever one can be given: decided at input, the same everywhere.</summary>
public sealed class UrlInputTests : ApiTest
{
    private protected override void Configure(RingbackOptions options) =>
        options.AllowedDestinations = CidrList.CreateFrom([System.Net.IPNetwork.Parse("127.0.0.0/8")]);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ApplicationAsync("acme");
        await EndpointAsync("acme", more: ""","uid":"one" """);
        await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"Shop","uid":"shop"}""");
    }

    [Theory]
    [InlineData("http://\u202e.example/")]
    [InlineData("http://a\u200bb.example/")]
    [InlineData("http://example.com/\u202etxt")]
    [InlineData("http://a..example/")]
    [InlineData("http://aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg.example/")]
    [InlineData("http://example.com:0/")]
    [InlineData("http://user:secret@example.com/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://256.1.1.1/")]
    [InlineData("http://xn--zzzzzzz999999999.example/")]
    [InlineData("http://%65xample.com/")]
    [InlineData("ftp://example.com/")]
    public async Task A_URL_that_can_not_be_sent_to_is_refused_everywhere(string url)
    {
        var text = JsonSerializer.Serialize(url);
        foreach (var (method, path, body) in ((string, string, string)[])
        [
            ("POST", "/api/v1/app/acme/endpoint", $$"""{"url":{{text}}}"""),
            ("PUT", "/api/v1/app/acme/endpoint/one", $$"""{"url":{{text}}}"""),
            ("PATCH", "/api/v1/app/acme/endpoint/one", $$"""{"url":{{text}}}"""),
            ("POST", "/api/v1/operational-webhook/endpoint", $$"""{"url":{{text}}}"""),
            ("POST", "/ingest/api/v1/source/shop/endpoint", $$"""{"url":{{text}}}"""),
            ("POST", "/api/v1/source/shop/operation", $$$"""{"http":{"url":{{{text}}},"method":"POST"} }"""),
            ("POST", "/api/v1/source/shop/expectation", $$$"""{"key":"1","within":"10m","fulfilledWhen":{"keyPointer":"/id"},"poll":{"url":{{{text}}},"event":{"type":"a"} } }"""),
        ])
        {
            var answer = await Server.SendAsync(method, path, body);
            answer.Status.ShouldBe(422, $"{method} {path}: {answer.Body}");
            var errors = JsonNode.Parse(answer.Body)!["detail"]!.AsArray();
            errors.ShouldContain(error => (string)error!["loc"]!.AsArray().Last()! == "url", answer.Body);
            answer.Body.ShouldNotContain("secret");
        }
    }

    [Fact]
    public async Task A_lone_surrogate_is_refused()
    {
        var answer = await PostAsync("/api/v1/app/acme/endpoint", """{"url":"http://a\ud800b.example/"}""");
        answer.Status.ShouldBeOneOf(400, 422);
    }

    [Theory]
    [InlineData("http://example.com", "http://example.com/")]
    [InlineData("HTTPS://Example.COM", "https://example.com/")]
    [InlineData("https://example.com:443/Path?Query=A", "https://example.com/Path?Query=A")]
    [InlineData("http://example.com:8080", "http://example.com:8080/")]
    [InlineData("http://example.com?a=b", "http://example.com/?a=b")]
    [InlineData("http://b\u00fccher.example/\u00fc", "http://xn--bcher-kva.example/%C3%BC")]
    [InlineData("http://[::FFFF:7f00:1]/", "http://[::ffff:127.0.0.1]/")]
    [InlineData("http://example.com/a%20b#c", "http://example.com/a%20b#c")]
    public async Task A_URL_is_returned_in_its_normal_form(string given, string shown)
    {
        var text = JsonSerializer.Serialize(given);
        foreach (var many in (string[])["/api/v1/app/acme/endpoint", "/api/v1/operational-webhook/endpoint", "/ingest/api/v1/source/shop/endpoint"])
        {
            var made = await JsonAsync(201, "POST", many, $$"""{"url":{{text}}}""");
            ((string)made["url"]!).ShouldBe(shown);
            var one = $"{many}/{made["id"]}";
            ((string)(await JsonAsync(200, "GET", one))["url"]!).ShouldBe(shown);
            ((string)(await JsonAsync(200, "PUT", one, $$"""{"url":{{text}}}"""))["url"]!).ShouldBe(shown);
            // What came back can be given again.
            ((string)(await JsonAsync(200, "PATCH", one, $$"""{"url":{{JsonSerializer.Serialize(shown)}}}"""))["url"]!).ShouldBe(shown);
            (await JsonAsync(200, "GET", many))["data"]!.AsArray().ShouldContain(endpoint => (string)endpoint!["url"]! == shown);
        }
    }

    [Fact]
    public async Task An_address_of_IPv4_in_IPv6_is_delivered_to()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await EndpointAsync("acme", $"http://[::ffff:127.0.0.1]:{receiver.EndPoint.Port}/hook");
        await JsonAsync(202, "POST", "/api/v1/app/acme/msg", """{"eventType":"a","payload":{}}""");
        (await receiver.WaitForAsync(1, "/hook")).Count.ShouldBe(1);
    }
}

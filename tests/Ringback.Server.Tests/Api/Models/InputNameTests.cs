using System.Text.Json;

namespace Ringback.Server.Tests.Api.Models;

/// <summary>What names and headers may be, wherever they are given.</summary>
public sealed class InputNameTests : ApiTest
{
    [Theory]
    [InlineData("\0", false)]
    [InlineData("a\0b", false)]
    [InlineData("  ", false)]
    [InlineData("\t\t", false)]
    [InlineData("a\nb", false)]
    [InlineData("\u001b[31mred", false)]
    [InlineData("\u007f\u007f", false)]
    [InlineData("\u0085\u0085", false)]
    [InlineData("\u200b\u200b", false)]
    [InlineData("\u3164\u3164", false)]
    [InlineData("\u2800\u2800", false)]
    [InlineData("\u00a0\u3000", false)]
    [InlineData("\u202e\u202d", false)]
    [InlineData("Acme Inc.", true)]
    [InlineData("Ärzte & Söhne", true)]
    [InlineData("株式会社", true)]
    [InlineData("👩‍👩‍👧", true)]
    public async Task A_name_can_be_read(string name, bool isAllowed)
    {
        var text = JsonSerializer.Serialize(name);
        await ApplicationAsync("acme");
        (string Method, string Path, string Body, int Made)[] cases =
        [
            ("POST", "/api/v1/app", $$"""{"name":{{text}}}""", 201),
            ("PUT", "/api/v1/app/acme", $$"""{"name":{{text}}}""", 200),
            ("PATCH", "/api/v1/app/acme", $$"""{"name":{{text}}}""", 200),
            ("POST", "/api/v1/app/acme/endpoint", $$"""{"url":"https://example.com","description":{{text}}}""", 201),
            ("POST", "/api/v1/event-type", $$"""{"name":"a","description":{{text}}}""", 201),
            ("POST", "/ingest/api/v1/source", $$"""{"type":"generic-webhook","name":{{text}},"uid":"src"}""", 201),
        ];
        foreach (var (method, path, body, made) in cases)
        {
            // A description may have several lines.
            if (name == "a\nb" && body.Contains("description", StringComparison.Ordinal)) continue;
            var answer = await Server.SendAsync(method, path, body);
            answer.Status.ShouldBe(isAllowed ? made : 422, $"{method} {path} {body}: {answer.Body}");
        }
    }

    [Fact]
    public async Task A_description_may_be_empty_and_have_lines()
    {
        await ApplicationAsync("acme");
        await EndpointAsync("acme", more: ""","description":"" """);
        await EndpointAsync("acme", more: ",\"description\":\"one\\n\\ttwo\\r\\n\"");
    }

    public static TheoryData<string> ForbiddenHeaders() =>
    [
        "svix-id", "Svix-Anything", "x-svix-id", "X-Amzn-Trace-Id", "webhook-id", "Content-Length", "content-type", "Host", "Connection", "Keep-Alive", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Proxy-Authorization", "Proxy-Connection", "Expect", "Via", "Forwarded", "X-Forwarded-For", "X-Forwarded",
        "x-forwarded-proto", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Original-URL", "X-Original-Forwarded-For", "X-Rewrite-URL", "X-Host", "CDN-Loop",
        "X-HTTP-Method-Override", "X-Envoy-External-Address", "Client-Cert", "X_Forwarded_For", "Content_Length", "x_real-ip", "Webhook_Id", "a:b", ":authority", "a\\u0000b", "a b", "a\\nb", "", "é",
    ];

    [Theory]
    [MemberData(nameof(ForbiddenHeaders))]
    public async Task No_request_of_ours_carries_a_header_that_is_not_its_owners_to_set(string header)
    {
        await ApplicationAsync("acme");
        await EndpointAsync("acme", more: ""","uid":"ep" """);
        await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"xx","uid":"src"}""");
        var headers = $$"""{"{{header}}":"x"}""";
        (string Method, string Path, string Body)[] cases =
        [
            ("POST", "/api/v1/app/acme/endpoint", $$"""{"url":"https://example.com","headers":{{headers}}}"""),
            ("PUT", "/api/v1/app/acme/endpoint/ep/headers", $$"""{"headers":{{headers}}}"""),
            ("PATCH", "/api/v1/app/acme/endpoint/ep/headers", $$"""{"headers":{{headers}}}"""),
            ("POST", "/ingest/api/v1/source/src/endpoint", $$"""{"url":"https://example.com","headers":{{headers}}}"""),
            ("POST", "/api/v1/operational-webhook/endpoint", $$"""{"url":"https://example.com","headers":{{headers}}}"""),
            ("POST", "/api/v1/source/src/operation", $$$"""{"http":{"url":"https://example.com","headers":{{{headers}}}}}"""),
            ("POST", "/api/v1/source/src/expectation", $$$"""{"key":"k","fulfilledWhen":{"keyPointer":"/id"},"poll":{"url":"https://example.com","event":{"type":"a"},"headers":{{{headers}}}}}"""),
        ];
        foreach (var (method, path, body) in cases)
        {
            var answer = await Server.SendAsync(method, path, body);
            answer.Status.ShouldBe(422, $"{method} {path} {body}: {answer.Body}");
        }
    }
}

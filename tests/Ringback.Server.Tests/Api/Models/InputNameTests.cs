using System.Text.Json;
using Ringback.Server.Api.Http;

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

    /// <summary>Whether a name may have it, and a description.</summary>
    [Theory]
    [InlineData("a\u200eb", false, true)]
    [InlineData("a\u200fb", false, true)]
    [InlineData("a\u061cb", false, true)]
    [InlineData("a\u202ab", false, false)]
    [InlineData("a\u202bb", false, false)]
    [InlineData("a\u202cb", false, false)]
    [InlineData("a\u202db", false, false)]
    [InlineData("a\u202eb", false, false)]
    [InlineData("a\u2066b", false, false)]
    [InlineData("a\u2067b", false, false)]
    [InlineData("a\u2068b", false, false)]
    [InlineData("a\u2069b", false, false)]
    [InlineData("a\u200bb", false, true)]
    [InlineData("a\u200cb", false, true)]
    [InlineData("a\u200db", false, true)]
    [InlineData("a\u2060b", false, true)]
    [InlineData("a\u00adb", false, true)]
    [InlineData("a\ufeffb", false, false)]
    [InlineData("a\u2063b", false, false)]
    [InlineData("a\u2028b", false, false)]
    [InlineData("a\u2029b", false, false)]
    [InlineData("a\u3164b", false, false)]
    [InlineData("a\u034fb", false, false)]
    [InlineData("a\ufe0fb", false, false)]
    [InlineData("a\U000e0041b", false, false)]
    [InlineData("a\U000e0100b", false, false)]
    [InlineData("\U0001f600\u200db", false, true)]
    [InlineData("\u682a\u200c\u5f0f", false, true)]
    [InlineData("می\u200cخواهم", true, true)]
    [InlineData("क्\u200dष", true, true)]
    [InlineData("\U0001f469\U0001f3fd\u200d\U0001f4bb", true, true)]
    [InlineData("\u2764\ufe0f\u200d\U0001f525", true, true)]
    [InlineData("1\ufe0f\u20e3", true, true)]
    [InlineData("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", true, true)]
    [InlineData("葛\U000e0100", true, true)]
    [InlineData("e\u0301", true, true)]
    [InlineData("שלום", true, true)]
    public void What_nobody_sees_stands_in_no_name(string text, bool inName, bool inDescription)
    {
        foreach (var rule in (TextRule[])[TextRule.Name, TextRule.SourceName, TextRule.NameUpTo(256)])
            (rule.Problem(text) is null).ShouldBe(inName, rule.Problem(text));
        (TextRule.Description.Problem(text) is null).ShouldBe(inDescription, TextRule.Description.Problem(text));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_no_text()
    {
        foreach (var text in (string[])["a\ud800", "\udc00a", "\ud800\ud800b"])
        {
            TextRule.Name.Problem(text).ShouldNotBeNull();
            TextRule.Description.Problem(text).ShouldNotBeNull();
        }
    }

    /// <summary>What is deeper than it may be is told so, wherever JSON is taken.</summary>
    [Theory]
    [InlineData("POST", "/api/v1/app", """{"name":"a","metadata":~}""", 64)]
    [InlineData("POST", "/api/v1/app/acme/endpoint", """{"url":"https://example.com","metadata":~}""", 64)]
    [InlineData("POST", "/api/v1/event-type", """{"name":"a","description":"b","schemas":~}""", 64)]
    [InlineData("PUT", "/api/v1/event-type/a", """{"description":"b","schemas":~}""", 64)]
    [InlineData("POST", "/api/v1/event-type/import/openapi", """{"spec":~}""", 64)]
    [InlineData("POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"xx","config":~}""", 64)]
    [InlineData("POST", "/api/v1/source/src/operation", """{"http":{"url":"https://example.com","body":~}}""", 64)]
    [InlineData("POST", "/api/v1/source/src/expectation", """{"key":"k","poll":~}""", 64)]
    [InlineData("POST", "/api/v1/app/acme/msg", """{"eventType":"a","payload":~}""", 513)]
    public async Task What_is_nested_too_deep_is_told_the_limit(string method, string path, string body, int deepest)
    {
        await ApplicationAsync("acme");
        await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"xx","uid":"src"}""");
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", deepest)) + "1" + new string('}', deepest);
        var answer = await Server.SendAsync(method, path, body.Replace("~", deep, StringComparison.Ordinal));
        answer.Status.ShouldBe(422, answer.Body);
        answer.Body.ShouldContain($"nested over {deepest} deep");
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

using Ringback.Core.Catalog;
using Ringback.Server.Tests.Gateway;

namespace Ringback.Server.Tests.Listening;

/// <summary>Every answer says what a browser may do with it.</summary>
public sealed class BrowserHeaderTests
{
    [Theory]
    [InlineData("GET", "/", "frame-ancestors 'none'")]
    [InlineData("GET", "/portal", "default-src 'none'")]
    [InlineData("GET", "/portal/api.js", "default-src 'none'")]
    [InlineData("GET", "/docs/index.html", "frame-ancestors 'none'")]
    [InlineData("GET", "/docs/index.js", "default-src 'none'")]
    [InlineData("GET", "/openapi/v1.json", "frame-ancestors 'none'")]
    [InlineData("GET", "/metrics", "frame-ancestors 'none'")]
    [InlineData("GET", "/health", "frame-ancestors 'none'")]
    [InlineData("GET", "/nowhere", "frame-ancestors 'none'")]
    [InlineData("GET", "/api/v1/app", "frame-ancestors 'none'")]
    [InlineData("POST", "/api/v1/app/x/msg", "frame-ancestors 'none'")]
    [InlineData("GET", "/a/%2e%2e%2fb", "frame-ancestors 'none'")]
    [InlineData("GET", "/in/unknown", "; sandbox")]
    [InlineData("POST", "/in/unknown/more", "; sandbox")]
    public async Task Every_answer_has_a_policy_and_is_not_sniffed(string method, string path, string policy)
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await server.SendAsync(method, path, method == "POST" ? "{}" : null);
        answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        answer.Headers["Content-Security-Policy"].ShouldContain(policy);
    }

    [Fact]
    public async Task The_portal_may_be_framed_and_nothing_else()
    {
        await using var server = await RunningServer.StartAsync();
        (await server.SendAsync("GET", "/portal")).Headers["Content-Security-Policy"].ShouldNotContain("frame-ancestors");
    }

    [Fact]
    public async Task The_page_of_the_API_keeps_no_token()
    {
        await using var server = await RunningServer.StartAsync();
        var page = await server.SendAsync("GET", "/docs/index.html");
        var script = await server.SendAsync("GET", "/docs/index.js");
        (page.Body + script.Body).ShouldNotContain("persistAuthorization\":true", Case.Insensitive);
        script.Body.ShouldContain("SwaggerUIBundle");
        page.Body.ShouldNotContain("<script>");
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("Text/Plain", true)]
    [InlineData("text/plain; charset=utf-8", true)]
    [InlineData("text/xml;charset=\\\"UTF-8\\\"", true)]
    [InlineData("application/xml", true)]
    [InlineData("text/html", false)]
    [InlineData("text/html; charset=utf-8", false)]
    [InlineData("application/xhtml+xml", false)]
    [InlineData("image/svg+xml", false)]
    [InlineData("text/javascript", false)]
    [InlineData("application/javascript", false)]
    [InlineData("text/css", false)]
    [InlineData("application/pdf", false)]
    [InlineData("multipart/x-mixed-replace", false)]
    [InlineData("text/plain; charset=utf-7", false)]
    [InlineData("text/plain; charset=utf-16", false)]
    [InlineData("text/plain, text/html", false)]
    [InlineData("*/*", false)]
    [InlineData("json", false)]
    public async Task A_source_answers_with_text_JSON_or_XML(string type, bool isAllowed)
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await server.SendAsync("POST", "/ingest/api/v1/source", $$$"""{"type":"generic-webhook","name":"xx","answer":{"body":"<b>","contentType":"{{{type}}}"}}""");
        answer.Status.ShouldBe(isAllowed ? 201 : 422, answer.Body);
    }

    [Fact]
    public async Task An_answer_that_was_stored_as_HTML_is_told_as_text()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook", shape: source => source with { Answer = new SourceAnswer(200, "<script>alert(1)</script>", "text/html") });
        var answer = await source.PostAsync("{}");
        answer.Status.ShouldBe(200);
        answer.Headers["Content-Type"].ShouldBe("text/plain; charset=utf-8");
        answer.Headers["Content-Security-Policy"].ShouldContain("sandbox");
        answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
    }
}

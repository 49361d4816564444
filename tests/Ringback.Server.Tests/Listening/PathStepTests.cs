using Ringback.Server.Tests.Api;

namespace Ringback.Server.Tests.Listening;

/// <summary>No request acts on a shorter path than it asked for, however the steps in its path are written.</summary>
public sealed class PathStepTests : ApiTest
{
    public static TheoryData<string> Steps() =>
    [
        "..", ".", "%2e%2e", "%2E%2e", ".%2e", "%2e.", "%2e", "..%2f", "%2e%2e%2f..", "..%5c", "..\\", "x\\..", "a%2f..", "%5c..%5C", "../", "./", "%2e%2e/",
    ];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Steps_in_a_path_are_refused_before_anything_acts_on_it(string step)
    {
        await ApplicationAsync("acme");
        await EndpointAsync("acme", more: ""","uid":"ep" """);
        await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"xx","uid":"src"}""");
        string[] prefixes =
        [
            "/api/v1/app/acme/endpoint/", "/api/v1/app/acme/endpoint/ep/", "/api/v1/app/", "/ingest/api/v1/source/src/endpoint/", "/ingest/api/v1/source/src/",
            "/api/v1/source/src/operation/", "/api/v1/event-type/", "/in/", "/in/token/", "/portal/", "/docs/", "/", "/metrics/", "/openapi/", "/health/",
            "http://localhost/api/v1/app/acme/endpoint/",
        ];
        var token = $"Authorization: {Server.Client.DefaultRequestHeaders.Authorization}\r\n";
        foreach (var prefix in prefixes)
        {
            foreach (var method in new[] { "DELETE", "GET", "PUT", "POST" })
            {
                var (status, text) = await RawRequest.SendAsync(Server.Client.BaseAddress!.Port, method, prefix + step, token, method is "PUT" or "POST" ? "{}" : "");
                status.ShouldBe(400, $"{method} {prefix}{step}: {text}");
                if (!prefix.StartsWith("http", StringComparison.Ordinal)) text.ShouldContain("bad_path");
            }
        }
        await JsonAsync(200, "GET", "/api/v1/app/acme/endpoint/ep");
        await JsonAsync(200, "GET", "/ingest/api/v1/source/src");
    }

    [Theory]
    [InlineData("/api/v1/app/acme/endpoint//")]
    [InlineData("/api/v1/app/acme//")]
    [InlineData("/api/v1/app/acme/endpoint/")]
    [InlineData("/api/v1//app/acme")]
    [InlineData("//api/v1/app/acme")]
    [InlineData("/api/v1/app/acme/endpoint/%2f")]
    [InlineData("/API/v1/app/acme")]
    [InlineData("/%61pi/v1/app/acme")]
    [InlineData("/api/v1/app/acme;/")]
    public async Task An_empty_step_or_another_spelling_deletes_nothing(string target)
    {
        await ApplicationAsync("acme");
        var token = $"Authorization: {Server.Client.DefaultRequestHeaders.Authorization}\r\n";
        (await RawRequest.SendAsync(Server.Client.BaseAddress!.Port, "DELETE", target, token)).Status.ShouldBeOneOf(400, 404, 405);
        await JsonAsync(200, "GET", "/api/v1/app/acme");
    }

    [Theory]
    [InlineData("/api/v1/app/a.b")]
    [InlineData("/api/v1/app/.a")]
    [InlineData("/api/v1/app/a%2eb")]
    [InlineData("/api/v1/app/a.b?x=../..")]
    public async Task Dots_in_names_are_no_steps(string target)
    {
        await ApplicationAsync("a.b");
        await ApplicationAsync(".a");
        await JsonAsync(200, "GET", target);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("")]
    [InlineData("%2e%2e")]
    [InlineData("..\\\\")]
    [InlineData("a/b")]
    [InlineData("\\u0000")]
    public async Task Names_that_no_path_could_hold_are_not_made(string name)
    {
        await ApplicationAsync("acme");
        await EndpointAsync("acme", more: ""","uid":"ep" """);
        await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"xx","uid":"src"}""");
        (string Method, string Path, string Body)[] cases =
        [
            ("POST", "/api/v1/app", $$$"""{"name":"x","uid":"{{{name}}}"}"""),
            ("PUT", "/api/v1/app/acme", $$$"""{"name":"x","uid":"{{{name}}}"}"""),
            ("PATCH", "/api/v1/app/acme", $$$"""{"uid":"{{{name}}}"}"""),
            ("POST", "/api/v1/app/acme/endpoint", $$$"""{"url":"https://example.com","uid":"{{{name}}}"}"""),
            ("PUT", "/api/v1/app/acme/endpoint/ep", $$$"""{"url":"https://example.com","uid":"{{{name}}}"}"""),
            ("PATCH", "/api/v1/app/acme/endpoint/ep", $$$"""{"uid":"{{{name}}}"}"""),
            ("POST", "/api/v1/app/acme/msg", $$$"""{"eventType":"{{{name}}}","payload":{}}"""),
            ("POST", "/api/v1/app/acme/msg", $$$"""{"eventType":"a","eventId":"{{{name}}}","payload":{}}"""),
            ("POST", "/api/v1/app/new/msg", $$$"""{"eventType":"a","payload":{},"application":{"name":"x","uid":"{{{name}}}"}}"""),
            ("POST", "/api/v1/auth/app-portal-access/new", $$$"""{"application":{"name":"x","uid":"{{{name}}}"}}"""),
            ("POST", "/api/v1/event-type", $$$"""{"name":"{{{name}}}","description":""}"""),
            ("POST", "/api/v1/operational-webhook/endpoint", $$$"""{"url":"https://example.com","uid":"{{{name}}}"}"""),
            ("POST", "/ingest/api/v1/source", $$$"""{"type":"generic-webhook","name":"xx","uid":"{{{name}}}"}"""),
            ("PUT", "/ingest/api/v1/source/src", $$$"""{"type":"generic-webhook","name":"xx","uid":"{{{name}}}"}"""),
            ("POST", "/ingest/api/v1/source/src/endpoint", $$$"""{"url":"https://example.com","uid":"{{{name}}}"}"""),
            ("POST", "/api/v1/source/src/operation", $$$"""{"uid":"{{{name}}}","emit":{"application":"acme","eventType":"a"}}"""),
            ("POST", "/api/v1/source/src/operation", $$$"""{"emit":{"application":"acme","eventType":"{{{name}}}"}}"""),
            ("PUT", "/ingest/api/v1/source/src", $$$"""{"type":"generic-webhook","name":"xx","expectations":[{"name":"{{{name}}}","keyPointer":"/id","on":{"eventTypes":["a"]},"fulfilledWhen":{"eventTypes":["b"]}}]}"""),
        ];
        foreach (var (method, path, body) in cases) await JsonAsync(422, method, path, body);
    }

    [Fact]
    public async Task An_imported_event_type_of_such_a_name_is_refused()
    {
        await JsonAsync(422, "POST", "/api/v1/event-type/import/openapi", """{"spec":{"openapi":"3.1.0","webhooks":{"..":{"post":{"summary":"x"}}}}}""");
        await JsonAsync(422, "POST", "/api/v1/environment/import", """{"version":1,"createdAt":"2026-01-01T00:00:00Z","eventTypes":[{"name":".","description":""}]}""");
    }
}

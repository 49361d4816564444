using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Core.Commit;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Pages;
using Ringback.Server.Auth;
using Ringback.Server.Tests.Gateway;

namespace Ringback.Server.Tests.Api.Http;

/// <summary>What holds for every operation, over a real socket.</summary>
public sealed class FoundationTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync(o => o.BodyLimit = 2048, Map);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void Map(ApiRoutes routes)
    {
        routes.Post("/api/v1/thing/{id}", Access.Organisation, async context =>
        {
            var input = await context.ReadAsync(fields => new Thing(fields.Text("name", TextRule.Name, Need.Required), fields.Whole("size", 0, 9)));
            if (input.Failed(out var error)) return error;
            if (!context.TryKey(input.Body.Span, out _, out error)) return error;
            return ApiResult.NoContent;
        });
        routes.Get("/api/v1/thing", Access.Application, context =>
        {
            PageQuery.Read(context.Query);
            return new(context.Query.Errors.Failed(out var error) ? error : ApiResult.NoContent);
        });
        routes.Delete("/api/v1/thing", Access.Application, _ => new(ApiResult.NoContent));
        routes.Get("/api/v1/bug", Access.Open, _ => throw new InvalidOperationException("a secret"));
        routes.Get("/api/v1/full", Access.Open, _ => throw new StoreUnavailableException("the disk is full"));
    }

    [Theory]
    [InlineData("", "the body is empty")]
    [InlineData(" \r\n", "the body is empty")]
    [InlineData("name=x", "line 1, byte 1")]
    public async Task What_is_not_JSON_is_said(string body, string detail) =>
        (await _server.SendAsync("POST", "/api/v1/thing/x", body)).Body.ShouldContain(detail);

    [Theory]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.e30.x", "must have the form `Bearer TOKEN`")]
    [InlineData("Bearer whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "signs an endpoint's messages")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "signs an endpoint's messages")]
    [InlineData("Bearer x", "The token is missing, invalid, expired or revoked.")]
    public async Task What_people_send_in_the_place_of_a_token_is_said(string header, string detail)
    {
        _server.Use(null);
        var answer = await _server.SendAsync("GET", "/api/v1/thing", null, ("Authorization", header));
        answer.Status.ShouldBe(401);
        answer.Body.ShouldContain(detail);
    }

    [Theory]
    [InlineData("GET", "/nothing", 404, """{"code":"not_found","detail":"This API has no such path."}""")]
    [InlineData("GET", "/api/v1/nope", 404, "not_found")]
    [InlineData("GET", "/api/v1/%ff%0a/x%2f", 404, "not_found")]
    [InlineData("GET", "/api/v1/%ff%0a/..%2f", 400, "bad_path")]
    [InlineData("PUT", "/api/v1/thing", 405, "method_not_allowed")]
    [InlineData("BREW", "/api/v1/thing", 405, "method_not_allowed")]
    [InlineData("GET", "/api/v1/thing/", 204, "")]
    [InlineData("GET", "/api/v1/thing?limit=250&order=descending&iterator=-x", 204, "")]
    [InlineData("GET", "/api/v1/thing?limit=251&order=up", 422, """{"detail":[{"loc":["query","limit"],"msg":"must be 1 to 250","type":"value_error"},{"loc":["query","order"],"msg":"must be one of ascending, descending","type":"value_error"}]}""")]
    [InlineData("GET", "/api/v1/bug", 500, """{"code":"internal_server_error","detail":"The server failed. Its log has the cause."}""")]
    [InlineData("GET", "/api/v1/full", 503, "the disk is full")]
    public async Task Every_answer_has_the_documented_shape(string method, string path, int status, string body)
    {
        var answer = await _server.SendAsync(method, path);

        answer.Status.ShouldBe(status);
        if (body.StartsWith('{')) answer.Body.ShouldBe(body);
        else answer.Body.ShouldContain(body);
        if (status != 204) answer.Headers["Content-Type"].ShouldBe("application/json");
        answer.Headers.ContainsKey("Server").ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"name":"x"}""", 204, "")]
    [InlineData("""{"name":"x","unknown":{"a":[1]}}""", 204, "")]
    [InlineData("", 422, "value_error.jsondecode")]
    [InlineData("{", 422, "value_error.jsondecode")]
    [InlineData("""{"name":"x"} x""", 422, "value_error.jsondecode")]
    [InlineData("""{"name":"x","name":"y"}""", 422, "is given twice")]
    [InlineData("""{"name":"\ud800"}""", 422, "surrogate")]
    [InlineData("""{"\udc00":"x"}""", 422, "surrogate")]
    [InlineData("[]", 422, """{"detail":[{"loc":["body"],"msg":"must be an object","type":"value_error"}]}""")]
    [InlineData("null", 422, "must be an object")]
    [InlineData("""{"name":null,"size":1.5}""", 422, """{"detail":[{"loc":["body","name"],"msg":"must not be null","type":"value_error"},{"loc":["body","size"],"msg":"must be a whole number","type":"value_error"}]}""")]
    [InlineData("""{"name":"x","size":99999999999999999999}""", 422, """{"detail":[{"loc":["body","size"],"msg":"must be 0 to 9","type":"value_error"}]}""")]
    [InlineData("""{"size":-99999999999999999999}""", 422, "must be 0 to 9")]
    [InlineData("""{"size":1e400}""", 422, "must be a whole number")]
    [InlineData("""{"size":"5"}""", 422, "must be a whole number")]
    [InlineData("""{"name":5,"size":-1}""", 422, "must be 0 to 9")]
    public async Task Bodies_are_checked(string body, int status, string part)
    {
        var answer = await _server.SendAsync("POST", "/api/v1/thing/x", body);

        answer.Status.ShouldBe(status, answer.Body);
        if (part.StartsWith('{')) answer.Body.ShouldBe(part);
        else answer.Body.ShouldContain(part);
    }

    /// <summary>Kestrel refuses these itself; the page of the API says so.</summary>
    [Theory]
    [InlineData("GET /api/v1/thing", 400)]
    [InlineData("GET /api/v1/thing%00 HTTP/1.1\r\nHost: x", 400)]
    [InlineData("GET /api/v1/thing HTTP/1.1\r\nHost: x\r\nHost: y", 400)]
    [InlineData("GET /api/v1/thing HTTP/1.1\r\nHost: x\r\nA b: c", 400)]
    [InlineData("GET * HTTP/1.1\r\nHost: x", 405)]
    [InlineData("GET /LONG HTTP/1.1\r\nHost: x", 414)]
    [InlineData("GET /api/v1/thing HTTP/1.1\r\nHost: x\r\nA: LONG", 431)]
    public async Task What_is_no_valid_http_is_answered_without_a_body(string head, int status)
    {
        using var connection = await RawConnection.OpenAsync(_server.Client.BaseAddress!.Port);
        await connection.SendUntilClosedAsync(head.Replace("LONG", new string('a', 40_000), StringComparison.Ordinal) + "\r\n\r\n");

        var answer = await connection.ReadAllAsync();

        answer.ShouldStartWith($"HTTP/1.1 {status} ");
        answer.ShouldContain("Content-Length: 0");
        answer.ShouldEndWith("\r\n\r\n");
    }

    [Fact]
    public async Task A_body_that_is_not_text_is_not_json()
    {
        var answer = await _server.SendAsync("POST", "/api/v1/thing/x", [.. "{\"name\":\""u8, 0xC0, 0xAF, .. "\"}"u8]);

        answer.Status.ShouldBe(422);
        answer.Body.ShouldContain("not UTF-8");
    }

    [Fact]
    public async Task A_body_that_is_too_deep_is_not_json()
    {
        var deep = "{\"a\":" + new string('[', 500) + new string(']', 500) + "}";

        (await _server.SendAsync("POST", "/api/v1/thing/x", deep)).Status.ShouldBe(422);
    }

    [Theory]
    [InlineData("Content-Encoding", "gzip", 415)]
    [InlineData("Content-Encoding", "identity", 204)]
    [InlineData("Content-Type", "application/json; charset=utf-16", 415)]
    [InlineData("Content-Type", "application/json; charset=\"UTF-8\"", 204)]
    [InlineData("Content-Type", "application/x-www-form-urlencoded", 204)]
    [InlineData("Idempotency-Key", "auto_1", 204)]
    [InlineData("Idempotency-Key", "", 422)]
    [InlineData("Authorization", "Bearer x", 401)]
    [InlineData("Authorization", "Basic x", 401)]
    public async Task Headers_are_checked(string name, string value, int status)
    {
        if (name == "Authorization") _server.Use(null);
        (await _server.SendAsync("POST", "/api/v1/thing/x", "{\"name\":\"x\"}"u8.ToArray(), (name, value))).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused() =>
        (await _server.SendAsync("POST", "/api/v1/thing/x", "{\"name\":\"x\"}"u8.ToArray(), ("Idempotency-Key", new string('k', 257))))
            .Body.ShouldContain("""["header","idempotency-key"]""");

    [Fact]
    public async Task A_body_over_the_limit_is_refused_however_it_is_sent()
    {
        var large = Encoding.ASCII.GetBytes("{\"name\":\"" + new string('x', 5000) + "\"}");

        var sized = await _server.SendAsync("POST", "/api/v1/thing/x", large);
        var chunked = await _server.SendAsync("POST", "/api/v1/thing/x", large, ("Transfer-Encoding", "chunked"));

        sized.Status.ShouldBe(413);
        sized.Body.ShouldContain("payload_too_large");
        chunked.Status.ShouldBe(413);
        chunked.Body.ShouldContain("payload_too_large");
    }

    [Fact]
    public async Task A_chunked_body_is_read_whole() =>
        (await _server.SendAsync("POST", "/api/v1/thing/x", Encoding.ASCII.GetBytes("{\"name\":\"" + new string('x', 1500) + "\"}"), ("Transfer-Encoding", "chunked")))
            .Status.ShouldBe(204);

    [Fact]
    public async Task An_application_token_reaches_only_what_it_may()
    {
        var issuer = _server.Services.GetRequiredService<TokenIssuer>();
        var app = _server.Services.GetRequiredService<IdSource>().Next();
        _server.Use(issuer.Application(_server.Organisation, app, new ApplicationGrant(TimeSpan.FromHours(1), Capabilities: Capability.ViewBase)));

        (await _server.SendAsync("GET", "/api/v1/thing")).Status.ShouldBe(204);
        (await _server.SendAsync("DELETE", "/api/v1/thing")).Body.ShouldBe("""{"code":"insufficient access","detail":"This token doesn't allow this request."}""");
        (await _server.SendAsync("POST", "/api/v1/thing/x", """{"name":"x"}""")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Pages_of_every_origin_may_call()
    {
        _server.Use(null);
        var preflight = await _server.SendAsync("OPTIONS", "/api/v1/thing/x", null,
            ("Origin", "https://example.com"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization, idempotency-key"));
        preflight.Status.ShouldBe(204);
        preflight.Headers["Access-Control-Allow-Origin"].ShouldBe("*");
        preflight.Headers["Access-Control-Allow-Headers"].ShouldBe("authorization, idempotency-key");
        preflight.Headers["Access-Control-Allow-Methods"].ShouldContain("PATCH");

        var refused = await _server.SendAsync("GET", "/api/v1/thing", null, ("Origin", "https://example.com"));
        refused.Status.ShouldBe(401);
        refused.Headers["Access-Control-Allow-Origin"].ShouldBe("*");
        refused.Headers["WWW-Authenticate"].ShouldBe("Bearer");
    }

    [Theory]
    [InlineData("GET", "/health")]
    [InlineData("HEAD", "/health")]
    [InlineData("HEAD", "/api/v1/health/")]
    [InlineData("GET", "/api/v1/health")]
    [InlineData("GET", "/api/v1/health/ping")]
    [InlineData("HEAD", "/api/v1/health/ping")]
    [InlineData("GET", "/health/ready")]
    public async Task Health_is_204_without_a_token(string method, string path)
    {
        _server.Use(null);
        (await _server.SendAsync(method, path)).Status.ShouldBe(204);
    }

    [Fact]
    public async Task A_caller_that_goes_away_in_the_middle_of_its_body_harms_nobody()
    {
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync("127.0.0.1", _server.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
            var token = _server.Client.DefaultRequestHeaders.Authorization;
            await socket.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"POST /api/v1/thing/x HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nContent-Length: 100\r\n\r\n{{\"na"),
                TestContext.Current.CancellationToken);
        }
        (await _server.SendAsync("GET", "/api/v1/thing")).Status.ShouldBe(204);
    }

    private sealed record Thing(string? Name, long? Size);
}

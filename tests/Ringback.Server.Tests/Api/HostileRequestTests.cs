using System.Text;

namespace Ringback.Server.Tests.Api;

/// <summary>Every operation on applications, endpoints, event types and access, with names and bodies nobody sane would send.</summary>
public sealed class HostileRequestTests : ApiTest
{
    private static readonly string[] Paths =
    [
        "/api/v1/app/{0}", "/api/v1/app/{0}/endpoint", "/api/v1/app/{0}/endpoint/{0}", "/api/v1/app/acme/endpoint/{0}",
        "/api/v1/app/acme/endpoint/{0}/secret", "/api/v1/app/acme/endpoint/{0}/secret/rotate", "/api/v1/app/acme/endpoint/{0}/headers",
        "/api/v1/app/acme/endpoint/{0}/recover", "/api/v1/app/acme/endpoint/{0}/replay-missing", "/api/v1/app/acme/endpoint/{0}/bulk-replay",
        "/api/v1/app/acme/endpoint/{0}/stats", "/api/v1/app/acme/endpoint/{0}/send-example", "/api/v1/event-type/{0}",
        "/api/v1/operational-webhook/endpoint/{0}", "/api/v1/operational-webhook/endpoint/{0}/secret",
        "/api/v1/operational-webhook/endpoint/{0}/secret/rotate", "/api/v1/operational-webhook/endpoint/{0}/headers",
        "/api/v1/auth/app-portal-access/{0}", "/api/v1/auth/app/{0}/expire-all",
        "/ingest/api/v1/source/{0}", "/ingest/api/v1/source/{0}/token/rotate", "/ingest/api/v1/source/{0}/secret/rotate", "/ingest/api/v1/source/{0}/dashboard",
        "/ingest/api/v1/source/{0}/endpoint", "/ingest/api/v1/source/{0}/endpoint/{0}", "/ingest/api/v1/source/acme/endpoint/{0}",
        "/ingest/api/v1/source/acme/endpoint/{0}/secret", "/ingest/api/v1/source/acme/endpoint/{0}/secret/rotate", "/ingest/api/v1/source/acme/endpoint/{0}/headers",
        "/ingest/api/v1/source/acme/endpoint/{0}/transformation",
        "/api/v1/source/{0}/operation", "/api/v1/source/{0}/operation/{0}", "/api/v1/source/acme/operation/{0}", "/api/v1/source/{0}/run",
        "/api/v1/source/acme/operation/{0}/run", "/api/v1/source/acme/operation/{0}/run/{0}", "/api/v1/source/acme/operation/{0}/replay",
        "/api/v1/source/acme/event/{0}/operation/{0}/replay",
        "/api/v1/source/{0}/expectation", "/api/v1/source/{0}/expectation/{0}", "/api/v1/source/acme/expectation/{0}",
    ];

    public static TheoryData<string> Names() =>
    [
        "app_", "ep_", "src_000000000000000000000000000", "app_zzzzzzzzzzzzzzzzzzzzzzzzzzz", "ep_ZZZZZZZZZZZZZZZZZZZZZZZZZZZ",
        "%00", "%ff%fe", "%2e%2e%2f", "..%5c", "a%20b", "%F0%9F%98%80", "'%20or%201=1--", "%25s%25n", new string('a', 4000), "-", "_", "null",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Hostile_names_are_found_nowhere_and_make_nothing(string name)
    {
        await ApplicationAsync("acme");
        foreach (var path in Paths)
        {
            foreach (var method in new[] { "GET", "PUT", "PATCH", "POST", "DELETE" })
            {
                var body = method is "GET" or "DELETE" ? null : """{"name":"","url":"x","since":"2026-01-01T00:00:00Z","eventType":"a"}""";
                var answer = await Server.SendAsync(method, string.Format(System.Globalization.CultureInfo.InvariantCulture, path, name), body);
                answer.Status.ShouldBeOneOf([400, 404, 405, 422], $"{method} {path} {name}: {answer.Status} {answer.Body}");
            }
        }
    }

    [Fact]
    public async Task Hostile_bodies_are_422()
    {
        await ApplicationAsync("acme");
        await EndpointAsync("acme", more: ""","uid":"acme" """);
        await EventTypeAsync("acme");
        await JsonAsync(201, "POST", "/api/v1/operational-webhook/endpoint", """{"url":"https://example.com","uid":"acme"}""");
        byte[][] bodies =
        [
            "{"u8.ToArray(), "nul"u8.ToArray(), "[]"u8.ToArray(), "\"\""u8.ToArray(), "{\"a\":1}x"u8.ToArray(), [0], [0xff, 0xfe, 0x7b], "{\"\\udc00\":1}"u8.ToArray(),
            Encoding.ASCII.GetBytes(new string('{', 5000)), Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 5000))),
        ];
        await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"stripe","name":"acme","uid":"acme","config":{"secret":"acme"}}""");
        await JsonAsync(201, "POST", "/ingest/api/v1/source/acme/endpoint", """{"url":"https://example.com","uid":"acme"}""");
        string[] more = ["/ingest/api/v1/source", "/api/v1/app", "/api/v1/event-type", "/api/v1/event-type/import/openapi", "/api/v1/environment/import", "/api/v1/operational-webhook/endpoint"];
        foreach (var path in Paths.Select(path => path.Replace("{0}", "acme", StringComparison.Ordinal)).Concat(more))
        {
            foreach (var method in new[] { "PUT", "PATCH", "POST" })
            {
                // It takes none.
                if (path.EndsWith("/token/rotate", StringComparison.Ordinal)) continue;
                foreach (var body in bodies)
                {
                    var answer = await Server.SendAsync(method, path, body);
                    answer.Status.ShouldBeOneOf([422, 405], $"{method} {path}: {answer.Status} {answer.Body}");
                }
            }
        }
    }

    [Fact]
    public async Task Oversize_bodies_are_413()
    {
        var large = Encoding.ASCII.GetBytes("{\"name\":\"" + new string('x', 1024 * 1024) + "\"}");
        foreach (var path in new[] { "/ingest/api/v1/source", "/api/v1/app", "/api/v1/event-type", "/api/v1/environment/import", "/api/v1/operational-webhook/endpoint" })
            (await Server.SendAsync("POST", path, large)).Status.ShouldBe(413);
    }
}

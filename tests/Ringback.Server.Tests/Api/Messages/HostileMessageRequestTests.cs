using System.Globalization;
using System.Text;

namespace Ringback.Server.Tests.Api.Messages;

/// <summary>Every operation on messages, attempts, pollers and tasks, with names, iterators and bodies nobody sane would send.</summary>
public sealed class HostileMessageRequestTests : ApiTest
{
    private static readonly string[] Paths =
    [
        "/api/v1/app/{0}/msg", "/api/v1/app/shop/msg/{0}", "/api/v1/app/shop/msg/{0}/content", "/api/v1/app/{0}/msg/precheck/active",
        "/api/v1/app/{0}/msg/bulk-expunge", "/api/v1/app/{0}/msg/expunge-all-contents", "/api/v1/app/shop/attempt/endpoint/{0}",
        "/api/v1/app/shop/attempt/msg/{0}", "/api/v1/app/shop/endpoint/{0}/msg", "/api/v1/app/shop/msg/{0}/endpoint",
        "/api/v1/app/shop/msg/{0}/attempt/{0}", "/api/v1/app/shop/msg/once/attempt/{0}", "/api/v1/app/shop/msg/once/attempt/{0}/content",
        "/api/v1/app/shop/msg/once/endpoint/{0}/resend", "/api/v1/app/shop/poller/{0}", "/api/v1/app/shop/poller/sink/consumer/{0}/seek",
        "/api/v1/background-task/{0}",
    ];

    private static readonly string[] Lists =
    [
        "/api/v1/app/shop/msg", "/api/v1/app/shop/attempt/endpoint/http", "/api/v1/app/shop/attempt/msg/once", "/api/v1/app/shop/endpoint/http/msg",
        "/api/v1/app/shop/msg/once/endpoint", "/api/v1/app/shop/poller/sink", "/api/v1/app/shop/poller/sink/consumer/c", "/api/v1/background-task",
    ];

    public static TheoryData<string> Hostile { get; } =
    [
        "msg_", "atmpt_", "qtask_zzzzzzzzzzzzzzzzzzzzzzzzzzz", "msg_zzzzzzzzzzzzzzzzzzzzzzzzzzz", "msg_000000000000000000000000000",
        "atmpt_aWgEPTl1tmebfsQzFP4bxwgy80V", "msg_aWgEPTl1tmebfsQzFP4bxwgy80V", "%00", "%ff%fe", "%2e%2e%2f", "..%5c", "a%20b", "%F0%9F%98%80",
        "'%20or%201=1--", "%25s%25n", new string('a', 4000), "-", "--", "null",
    ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ApplicationAsync("shop");
        await EndpointAsync("shop", more: ""","uid":"http","disabled":true """);
        await JsonAsync(201, "POST", "/api/v1/app/shop/endpoint", """{"kind":"poller","uid":"sink"}""");
        await JsonAsync(202, "POST", "/api/v1/app/shop/msg", """{"eventType":"a","eventId":"once","payload":{}}""");
    }

    [Theory, MemberData(nameof(Hostile))]
    public async Task Hostile_names_are_found_nowhere(string name)
    {
        foreach (var path in Paths)
        {
            foreach (var method in new[] { "GET", "POST", "PUT", "DELETE" })
            {
                var body = method is "POST" or "PUT" ? """{"eventType":"a","payload":{},"after":"x"}""" : null;
                var answer = await Server.SendAsync(method, string.Format(CultureInfo.InvariantCulture, path, name), body);
                answer.Status.ShouldBeOneOf([400, 404, 405, 422], $"{method} {path} {name}: {answer.Status} {answer.Body}");
            }
        }
    }

    [Theory, MemberData(nameof(Hostile))]
    public async Task Hostile_iterators_are_refused_or_find_nothing(string iterator)
    {
        foreach (var list in Lists)
        {
            foreach (var sign in new[] { "", "-" })
            {
                var answer = await GetAsync($"{list}?iterator={sign}{iterator}");
                answer.Status.ShouldBeOneOf([200, 400, 422], $"{list} {sign}{iterator}: {answer.Status} {answer.Body}");
            }
        }
    }

    [Fact]
    public async Task Hostile_bodies_are_422()
    {
        byte[][] bodies =
        [
            "{"u8.ToArray(), "nul"u8.ToArray(), "[]"u8.ToArray(), "\"\""u8.ToArray(), "{\"a\":1}x"u8.ToArray(), [0], [0xff, 0xfe, 0x7b],
            Encoding.ASCII.GetBytes(new string('{', 5000)), Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 5000))),
        ];
        string[] paths =
        [
            "/api/v1/app/shop/msg", "/api/v1/app/shop/msg/", "/api/v1/app/shop/msg/precheck/active", "/api/v1/app/shop/msg/bulk-expunge",
            "/api/v1/app/shop/poller/sink/consumer/c/seek", "/api/v1/stats/usage/app",
        ];
        foreach (var path in paths)
        {
            foreach (var body in bodies)
            {
                var answer = await Server.SendAsync("POST", path, body);
                answer.Status.ShouldBe(422, $"{path} {Encoding.Latin1.GetString(body)[..Math.Min(20, body.Length)]}: {answer.Body}");
            }
            (await Server.SendAsync("POST", path, new byte[(1024 * 1024) + 1])).Status.ShouldBe(413, path);
        }
    }

    [Theory]
    [InlineData("before=0001-01-01T00:00:00Z")]
    [InlineData("before=9999-12-31T23:59:59Z")]
    [InlineData("after=0001-01-01T00:00:00Z")]
    [InlineData("after=9999-12-31T23:59:59.999999999%2B23:59")]
    [InlineData("after=2026-01-01T00:00:60Z&before=2026-01-01T00:00:00Z")]
    [InlineData("limit=250&order=ascending&event_types=,a,,&iterator=&unknown=%00&unknown=")]
    public async Task Strange_but_valid_parameters_are_answered(string query)
    {
        foreach (var list in Lists) (await GetAsync($"{list}?{query}")).Status.ShouldBe(200, $"{list}?{query}");
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public async Task Times_far_away_are_times(string time)
    {
        await JsonAsync(200, "POST", "/api/v1/app/shop/poller/sink/consumer/c/seek", $$"""{"after":"{{time}}"}""");
        await JsonAsync(202, "POST", "/api/v1/stats/usage/app", $$"""{"since":"0001-01-01T00:00:00Z","until":"{{time}}"}""");
        var early = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).Year < 2000;
        (await PostAsync("/api/v1/app/shop/msg", $$$"""{"eventType":"a","payload":{},"deliverAt":"{{{time}}}"}""")).Status.ShouldBe(early ? 202 : 422);
    }
}

using System.Net;
using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.Profiles;
using Ringback.Core.Tests.Verify;
using Ringback.Testing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Gateway;

/// <summary>What a source's rules let in, and what its callers hear.</summary>
public sealed class GatewayRulesTests
{
    [Fact]
    public async Task Without_rules_any_post_to_the_token_is_taken()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook");
        var answer = await source.PostAsync("""{"a":1}""", ("Content-Type", "application/json"));
        (answer.Status, answer.Body).ShouldBe((200, ""));
        (await source.SendAsync("POST", "/", "x"u8.ToArray())).Status.ShouldBe(200);
        var messages = await source.MessagesAsync();
        messages.Select(m => (m.EventType, m.ContentType)).ShouldBe([("generic-webhook.event", null), ("generic-webhook.event", "application/octet-stream")]);
    }

    [Theory]
    [InlineData("/in/")]
    [InlineData("/in/nothing")]
    public async Task A_token_that_is_none_is_404(string path)
    {
        await using var server = await GatewayServer.StartAsync();
        using var answer = await server.Client.PostAsync(path, null, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_token_of_any_length_is_404()
    {
        await using var server = await GatewayServer.StartAsync();
        using var answer = await server.Client.PostAsync("/in/" + new string('a', 5000), null, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_source_that_fires_by_itself_receives_nothing()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("cron", """{"schedule":"0 * * * *","payload":"{}"}""");
        (await source.PostAsync("{}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_token_that_was_rotated_away_is_good_until_its_grace_ends()
    {
        var clock = new ManualTime(Sources.Now);
        await using var server = await GatewayServer.StartAsync(clock);
        var source = await server.AddAsync("generic-webhook");
        await source.PutAsync(s => s with
        {
            Tokens = [new SourceToken(SourceToken.HashOf("next"), null), s.Tokens[0] with { Until = Sources.Now.ToUnixTimeMilliseconds() + 1000 }],
        });
        (await source.PostAsync("{}")).Status.ShouldBe(200);
        using var next = await server.Client.PostAsync("/in/next", null, TestContext.Current.CancellationToken);
        next.StatusCode.ShouldBe(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await source.PostAsync("{}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_source_that_was_deleted_receives_nothing()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook");
        (await source.PostAsync("{}")).Status.ShouldBe(200);
        await server.ChangeAsync(draft =>
        {
            draft.Remove(source.Application);
            return true;
        });
        (await source.PostAsync("{}")).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("GET", 405)]
    [InlineData("PUT", 200)]
    [InlineData("POST", 405)]
    [InlineData("OPTIONS", 405)]
    [InlineData("BREW", 405)]
    public async Task Only_the_methods_of_the_source_are_taken(string method, int status)
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook", shape: s => s with { Rules = s.Rules with { Methods = ["PUT", "PATCH"] } });
        var answer = await source.SendAsync(method, "", method == "GET" ? null : "{}"u8.ToArray());
        answer.Status.ShouldBe(status);
        if (status == 405) answer.Headers["Allow"].ShouldBe("PUT, PATCH");
    }

    [Fact]
    public async Task Only_the_content_types_of_the_source_are_taken()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook", shape: s => s with { Rules = s.Rules with { ContentTypes = ["application/json", "text/*"] } });
        (await source.PostAsync("{}", ("Content-Type", "application/json; charset=utf-8"))).Status.ShouldBe(200);
        (await source.PostAsync("a", ("Content-Type", "text/csv"))).Status.ShouldBe(200);
        (await source.PostAsync("a", ("Content-Type", "application/xml"))).Status.ShouldBe(415);
        (await source.PostAsync("a")).Status.ShouldBe(415);
    }

    [Theory]
    [InlineData("192.0.2.0/24", null, null, 403)]
    [InlineData("127.0.0.0/8", null, null, 200)]
    [InlineData("192.0.2.0/24", null, "192.0.2.1", 403)]
    [InlineData("192.0.2.0/24", "127.0.0.0/8", "192.0.2.1", 200)]
    [InlineData("192.0.2.0/24", "127.0.0.0/8", "192.0.2.1, 203.0.113.9", 403)]
    [InlineData("192.0.2.0/24", "127.0.0.0/8,203.0.113.9", "198.51.100.1, 192.0.2.1:4711, 203.0.113.9", 200)]
    [InlineData("192.0.2.0/24", "127.0.0.0/8", "nonsense", 403)]
    [InlineData("192.0.2.0/24", "127.0.0.0/8", null, 403)]
    [InlineData("2001:db8::/32", "127.0.0.0/8", "[2001:db8::1]:443", 200)]
    public async Task Only_the_addresses_of_the_source_may_call_and_only_trusted_proxies_are_believed(string allowed, string? proxies, string? forwarded, int status)
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook", shape: s => s with
        {
            Rules = s.Rules with { AllowedSources = List(allowed), TrustedProxies = proxies is null ? null : List(proxies) },
        });
        (await source.PostAsync("{}", forwarded is null ? [] : [("X-Forwarded-For", forwarded)])).Status.ShouldBe(status);

        static CidrList List(string text)
        {
            CidrList.TryParse(text, out var list, out _).ShouldBeTrue();
            return list!;
        }
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413_however_it_comes()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook", shape: s => s with { Rules = s.Rules with { MaxBodyBytes = 100_000 } });
        (await source.SendAsync("POST", "", new byte[100_000])).Status.ShouldBe(200);
        (await source.SendAsync("POST", "", new byte[100_001])).Status.ShouldBe(413);
        (await source.SendAsync("POST", "", new byte[100_000], ("Transfer-Encoding", "chunked"))).Status.ShouldBe(200);
        (await source.SendAsync("POST", "", new byte[100_001], ("Transfer-Encoding", "chunked"))).Status.ShouldBe(413);
        (await source.MessagesAsync()).Select(m => m.Payload!.Value.Length).ShouldBe([100_000, 100_000]);
    }

    [Fact]
    public async Task Over_its_rate_a_source_answers_429_until_there_is_room()
    {
        var clock = new ManualTime(Sources.Now);
        await using var server = await GatewayServer.StartAsync(clock);
        var source = await server.AddAsync("generic-webhook", shape: s => s with { Rules = s.Rules with { RequestsPerSecond = 3 } });
        for (var i = 0; i < 3; i++) (await source.PostAsync("{}")).Status.ShouldBe(200);
        var answer = await source.PostAsync("{}");
        answer.Status.ShouldBe(429);
        answer.Headers["Retry-After"].ShouldBe("1");
        clock.Advance(TimeSpan.FromMilliseconds(334));
        (await source.PostAsync("{}")).Status.ShouldBe(200);
        (await source.PostAsync("{}")).Status.ShouldBe(429);
    }

    [Fact]
    public async Task Forgers_take_nothing_from_the_provider_even_from_its_own_address()
    {
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        var provider = ProviderCases.Of("stripe");
        var source = await server.AddAsync("stripe", provider.Config, s => s with { Rules = s.Rules with { RequestsPerSecond = 2, UnverifiedPerSecond = 5 } });
        (await source.SendAsync(provider.Request())).Status.ShouldBe(200);
        var forged = new List<int>();
        for (var i = 0; i < 100; i++) forged.Add((await source.PostAsync("{}", ("Stripe-Signature", "t=1,v1=00"))).Status);
        forged.Count(status => status == 401).ShouldBe(5);
        forged.Count(status => status == 429).ShouldBe(95);
        (await source.SendAsync(provider.Request())).Status.ShouldBe(200);
        (await source.SendAsync(provider.Request())).Status.ShouldBe(429);

        var refused = await server.Server.SendAsync("GET", $"/api/v1/source/{source.Application.PublicId}/refused");
        refused.Body.ShouldContain("\"reason\":\"unverified_limit\",\"count\":95");
        refused.Body.ShouldContain("\"reason\":\"rate_limit\",\"count\":1");
    }

    [Fact]
    public async Task Who_keeps_failing_is_refused_before_anything_is_read()
    {
        var clock = new ManualTime(Sources.Now);
        await using var server = await GatewayServer.StartAsync(clock);
        var provider = ProviderCases.Of("stripe");
        var source = await server.AddAsync("stripe", provider.Config, s => s with { Rules = s.Rules with { UnverifiedPerSecond = 10_000 } });
        var other = await server.AddAsync("stripe", provider.Config);
        for (var i = 0; i < 60; i++) (await source.PostAsync("{}")).Status.ShouldBe(401);
        (await source.PostAsync("{}")).Status.ShouldBe(429);
        (await source.SendAsync(provider.Request())).Status.ShouldBe(429);
        (await other.SendAsync(provider.Request())).Status.ShouldBe(200);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await source.SendAsync(provider.Request(clock.GetUtcNow()))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Secrets_overlap_while_they_are_rotated()
    {
        var clock = new ManualTime(Sources.Now);
        await using var server = await GatewayServer.StartAsync(clock);
        var provider = ProviderCases.Of("github");
        var source = await server.AddAsync("github", provider.OtherConfig);
        await source.PutAsync(s => s with
        {
            Sealed = SourceCredentials.Open(server.Node.Box, source.Application.Ksuid, s.Sealed)
                .RotateConfig(Sources.Json(provider.Config), Sources.Now.ToUnixTimeMilliseconds(), 1000).Seal(server.Node.Box, source.Application.Ksuid),
        });
        var before = ("X-Hub-Signature-256", "sha256=" + ProviderCases.Hex(ProviderCases.Mac("whsec_another", "{}"u8.ToArray())));
        (await source.SendAsync(provider.Request())).Status.ShouldBe(200);
        (await source.PostAsync("{}", before)).Status.ShouldBe(200);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await source.SendAsync(provider.Request())).Status.ShouldBe(200);
        (await source.PostAsync("{}", before)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task The_source_s_own_answer_is_given_to_what_was_taken_and_to_duplicates()
    {
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        var provider = ProviderCases.Of("stripe");
        var source = await server.AddAsync("stripe", provider.Config, s => s with { Answer = new SourceAnswer(202, "<ok/>", "application/xml") });
        for (var i = 0; i < 2; i++)
        {
            var answer = await source.SendAsync(provider.Request());
            (answer.Status, answer.Body, answer.Headers["Content-Type"]).ShouldBe((202, "<ok/>", "application/xml"));
        }
        await source.PutAsync(s => s with { Answer = new SourceAnswer(204) });
        (await source.SendAsync(provider.Request())).Status.ShouldBe(204);
    }

    [Theory]
    [InlineData("adyen", "[accepted]")]
    [InlineData("twilio", "<Response/>")]
    public async Task A_provider_hears_what_it_wants_to_hear(string type, string answer)
    {
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        var provider = ProviderCases.Of(type);
        var source = await server.AddAsync(type, provider.Config, s => s with { PublicUrl = Sources.Url });
        (await source.SendAsync(provider.Request())).Body.ShouldBe(answer);
    }

    [Fact]
    public async Task What_is_signed_with_the_url_is_verified_with_that_of_the_public_address()
    {
        var provider = ProviderCases.Of("square");
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now), o => o.PublicUrl = new Uri("https://hooks.example.com/base/"));
        var source = await server.AddAsync("square", provider.Config);
        var url = "https://hooks.example.com/base" + source.Path + "?a=b%20c";
        var signature = ProviderCases.B64(ProviderCases.Mac(ProviderCases.Secret, url, Encoding.UTF8.GetBytes(provider.Body)));
        (await source.SendAsync("POST", "?a=b%20c", Encoding.UTF8.GetBytes(provider.Body), ("x-square-hmacsha256-signature", signature))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task What_is_signed_with_the_url_is_verified_with_the_source_s_own_origin_and_the_request_s_path()
    {
        var provider = ProviderCases.Of("square");
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now), o => o.PublicUrl = new Uri("https://other.example.com/"));
        var source = await server.AddAsync("square", provider.Config, s => s with { PublicUrl = "https://hooks.example.com" });
        var url = "https://hooks.example.com" + source.Path + "?a=b%20c";
        var signature = ProviderCases.B64(ProviderCases.Mac(ProviderCases.Secret, url, Encoding.UTF8.GetBytes(provider.Body)));
        (await source.SendAsync("POST", "?a=b%20c", Encoding.UTF8.GetBytes(provider.Body), ("x-square-hmacsha256-signature", signature))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task What_is_signed_with_the_url_is_verified_with_what_a_trusted_proxy_says()
    {
        var provider = ProviderCases.Of("square");
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        CidrList.TryParse("127.0.0.1", out var proxies, out _).ShouldBeTrue();
        var source = await server.AddAsync("square", provider.Config, s => s with { Rules = s.Rules with { TrustedProxies = proxies } });
        var signature = ProviderCases.B64(ProviderCases.Mac(ProviderCases.Secret, "https://x.example" + source.Path, "{}"u8.ToArray()));
        (string, string)[] headers = [("x-square-hmacsha256-signature", signature), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "x.example")];
        (await source.PostAsync("{}", headers)).Status.ShouldBe(200);
        await source.PutAsync(s => s with { Rules = SourceRules.Default });
        (await source.PostAsync("{}", headers)).Status.ShouldBe(401);
    }

    [Theory]
    // One proxy, which overwrote or added.
    [InlineData(null, "https", "x.example", null, "https://x.example")]
    [InlineData(null, "http, https", "evil.example, x.example", null, "https://x.example")]
    [InlineData("192.0.2.1", "https", "x.example", "/hooks/", "https://x.example/hooks")]
    // Two: the outer one heard https, the inner one http.
    [InlineData("192.0.2.1, 127.0.0.2", "https, http", "x.example", null, "https://x.example")]
    [InlineData("192.0.2.1, 127.0.0.2", "https, http", "x.example, inner.example", "/a, /b", "https://x.example/a")]
    [InlineData("127.0.0.2", "https,http", "x.example", null, "https://x.example")]
    // What stands before the values of the trusted ones the caller wrote.
    [InlineData("198.51.100.9, 192.0.2.1, 127.0.0.2", "http, https, http", "evil.example, x.example, inner.example", "/evil, /a, /b", "https://x.example/a")]
    [InlineData("127.0.0.3, 192.0.2.1", "http, https", "evil.example, x.example", null, "https://x.example")]
    public async Task What_the_trusted_proxy_nearest_to_the_caller_says_counts(string? forwardedFor, string proto, string host, string? prefix, string origin)
    {
        var provider = ProviderCases.Of("square");
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        CidrList.TryParse("127.0.0.0/8", out var proxies, out _).ShouldBeTrue();
        var source = await server.AddAsync("square", provider.Config, s => s with { Rules = s.Rules with { TrustedProxies = proxies } });
        var signature = ProviderCases.B64(ProviderCases.Mac(ProviderCases.Secret, origin + source.Path, "{}"u8.ToArray()));
        List<(string, string)> headers = [("x-square-hmacsha256-signature", signature), ("X-Forwarded-Proto", proto), ("X-Forwarded-Host", host)];
        if (forwardedFor is not null) headers.Add(("X-Forwarded-For", forwardedFor));
        if (prefix is not null) headers.Add(("X-Forwarded-Prefix", prefix));
        (await source.PostAsync("{}", [.. headers])).Status.ShouldBe(200);
    }
}

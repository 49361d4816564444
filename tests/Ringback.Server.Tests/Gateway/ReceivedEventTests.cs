using System.Text;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Tests.Verify;
using Ringback.Testing;

namespace Ringback.Server.Tests.Gateway;

/// <summary>What is kept of what came, and how its duplicates are told.</summary>
public sealed class ReceivedEventTests
{
    [Fact]
    public async Task A_request_of_many_events_is_as_many_messages_and_each_is_told_from_its_duplicate()
    {
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        var source = await server.AddAsync("hubspot");
        var body = """[{"eventId":1,"subscriptionType":"contact.creation"}, {"eventId":2,"subscriptionType":"contact.deletion"}]""";
        (await source.PostAsync(body)).Status.ShouldBe(200);
        (await source.PostAsync(body.Replace("2", "3", StringComparison.Ordinal))).Status.ShouldBe(200);

        var messages = await source.MessagesAsync();
        messages.Select(m => (m.EventId, m.EventType)).ShouldBe([("1", "contact.creation"), ("2", "contact.deletion"), ("3", "contact.deletion")]);
        Encoding.UTF8.GetString(messages[1].Payload!.Value.Span).ShouldBe("""{"eventId":2,"subscriptionType":"contact.deletion"}""");
        messages.ShouldAllBe(m => m.ContentType == null);

        var shown = await ShownAsync(server, source, messages[0].PublicId);
        Encoding.UTF8.GetString(shown.GetProperty("body").GetBytesFromBase64()).ShouldBe(body);
        shown.GetProperty("eventsOfRequest").GetInt32().ShouldBe(2);
        shown.GetProperty("duplicates").GetProperty("count").GetInt64().ShouldBe(1);
        (await ShownAsync(server, source, messages[1].PublicId)).GetProperty("duplicates").GetProperty("count").GetInt64().ShouldBe(0);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData(" [ ] ")]
    public async Task A_request_without_events_is_answered_and_nothing_stored(string body)
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("hubspot");
        (await source.PostAsync(body)).Status.ShouldBe(200);
        (await source.MessagesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_list_longer_than_any_provider_s_is_kept_as_one_event()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("hubspot");
        (await source.PostAsync("[" + string.Join(',', Enumerable.Repeat("1", 5001)) + "]")).Status.ShouldBe(200);
        (await source.MessagesAsync()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("orders/create", "orders.create")]
    [InlineData("zen:event-type:user.created", "zen.event-type.user.created")]
    [InlineData("Push Hook", "Push_Hook")]
    [InlineData("ürgh!", "_rgh_")]
    [InlineData(".", "_")]
    [InlineData("..", "__")]
    [InlineData("://", "___")]
    [InlineData("/a/", ".a.")]
    [InlineData("", "generic-webhook.event")]
    public async Task A_provider_s_event_type_is_written_in_our_letters(string given, string type)
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook", """{"eventTypePointer":"/t"}""");
        await source.PostAsync(JsonSerializer.Serialize(new { t = given }));
        (await source.MessagesAsync()).ShouldHaveSingleItem().EventType.ShouldBe(type);
    }

    [Theory]
    [InlineData("{\"a\":1}", "application/json", null)]
    [InlineData("{\"a\":1}", "application/cloudevents+json; charset=utf-8", null)]
    [InlineData("{\"a\":1}", null, null)]
    [InlineData("{\"a\":1}", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded")]
    [InlineData("a=1&b=%20", "application/x-www-form-urlencoded; charset=utf-8", "application/x-www-form-urlencoded; charset=utf-8")]
    [InlineData("{\"a\":1", "application/json", "application/json")]
    [InlineData("<a/>", "text/xml", "text/xml")]
    [InlineData("", null, "application/octet-stream")]
    public async Task A_body_is_kept_byte_for_byte_as_json_or_as_what_it_says_it_is(string body, string? declared, string? kept)
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook");
        await source.PostAsync(body, declared is null ? [] : [("Content-Type", declared)]);
        var message = (await source.MessagesAsync()).ShouldHaveSingleItem();
        Encoding.UTF8.GetString(message.Payload!.Value.Span).ShouldBe(body);
        message.ContentType.ShouldBe(kept);
        (await server.Server.SendAsync("GET", $"/api/v1/app/{source.Application.PublicId}/msg/{message.PublicId}")).Status.ShouldBe(200);
    }

    /// <summary>The metric is of the whole process: other tests may count as well, and none counts what can be read.</summary>
    [Fact]
    public async Task A_body_that_no_condition_can_look_into_is_counted()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook");
        var made = await server.Server.SendAsync("POST", $"/api/v1/source/{source.Application.PublicId}/operation",
            """{"http":{"url":"https://example.com"},"conditions":[{"pointer":"/a","equals":"1"}]}""");
        made.Status.ShouldBe(201, made.Body);
        var before = await UnreadableAsync(server);
        (await source.PostAsync("<a>1</a>", ("Content-Type", "text/xml"))).Status.ShouldBe(200);
        (await UnreadableAsync(server)).ShouldBeGreaterThanOrEqualTo(before + 1);
    }

    /// <summary>What a sender writes before the boundary is no reason to lose it.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(2_000)]
    [InlineData(8_000)]
    public async Task A_boundary_is_kept_wherever_it_stands(int padding)
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook", """{"eventIdPointer":"/id"}""");
        await source.PostAsync("--b\r\nContent-Disposition: form-data; name=id\r\n\r\nx1\r\n--b--", ("Content-Type", $"multipart/form-data; x={new string('a', padding)}; boundary=b"));
        var message = (await source.MessagesAsync()).ShouldHaveSingleItem();
        message.EventId.ShouldBe("x1");
        Encoding.UTF8.GetString(message.Json.Span).ShouldBe("""{"id":"x1"}""");
        message.ContentType!.Length.ShouldBeLessThanOrEqualTo(1024);
    }

    [Theory]
    [InlineData("a=1", "application/x-www-form-urlencoded", "form", null)]
    [InlineData("{}", "application/json", "json", null)]
    [InlineData("\uFEFF{}", "application/json", "json", null)]
    [InlineData("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--", "multipart/form-data; boundary=b", "multipart", null)]
    [InlineData("<a/>", "text/xml", "unreadable", "text/xml")]
    public async Task An_event_says_whether_it_can_be_looked_into(string body, string type, string format, string? problem)
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook");
        await source.PostAsync(body, ("Content-Type", type));
        var shown = await ShownAsync(server, source, (await source.MessagesAsync()).ShouldHaveSingleItem().PublicId);
        shown.GetProperty("bodyFormat").GetString().ShouldBe(format);
        if (problem is null) shown.GetProperty("bodyProblem").ValueKind.ShouldBe(JsonValueKind.Null);
        else shown.GetProperty("bodyProblem").GetString()!.ShouldContain(problem);
    }

    [Theory]
    [InlineData("GET", "?a=1&token=t", "", "{\"a\":\"1\",\"token\":\"***\"}")]
    [InlineData("PUT", "?a=1&token=t", "", "{\"a\":\"1\",\"token\":\"***\"}")]
    [InlineData("DELETE", "?id=x+y&key=k", "", "{\"id\":\"x y\",\"key\":\"***\"}")]
    [InlineData("PATCH", "?a=1&a=2", "", "{\"a\":[\"1\",\"2\"]}")]
    [InlineData("POST", "?a=1", "", "{\"a\":\"1\"}")]
    [InlineData("POST", "?a=1", "{\"b\":2}", "{\"b\":2}")]
    [InlineData("DELETE", "?a=1", "{\"b\":2}", "{\"b\":2}")]
    [InlineData("PUT", "", "", "")]
    [InlineData("GET", "?", "", "")]
    public async Task The_event_of_a_request_without_a_body_is_its_query(string method, string query, string body, string json)
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("api-key", """{"header":"X-Mine","key":"sesame"}""", s => s with { Rules = s.Rules with { Methods = [method] } });
        (await source.SendAsync(method, query, Encoding.UTF8.GetBytes(body), ("X-Mine", "sesame"))).Status.ShouldBe(200);
        var message = (await source.MessagesAsync()).ShouldHaveSingleItem();
        Encoding.UTF8.GetString(message.Json.Span).ShouldBe(json);
        Encoding.UTF8.GetString((await ShownAsync(server, source, message.PublicId)).GetProperty("body").GetBytesFromBase64()).ShouldBe(body);
    }

    [Fact]
    public async Task An_event_is_shown_with_the_request_that_brought_it_but_for_its_secrets()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("api-key", """{"header":"X-Mine","key":"sesame"}""");
        await source.SendAsync("POST", "/sub?a=1&api_key=k", "{}"u8.ToArray(),
            ("X-Mine", "sesame"), ("Authorization", "Bearer b"), ("Cookie", "c=d"), ("X-Gitlab-Token", "t"), ("X-Sig", "s"), ("X-Url", "https://a/in/" + source.Token));
        var message = (await source.MessagesAsync()).ShouldHaveSingleItem();
        var shown = await ShownAsync(server, source, message.PublicId);
        (shown.GetProperty("method").GetString(), shown.GetProperty("path").GetString(), shown.GetProperty("remoteAddress").GetString(), shown.GetProperty("origin").GetString())
            .ShouldBe(("POST", "/sub?a=1&api_key=***", "127.0.0.1", "received"));
        var headers = shown.GetProperty("headers").EnumerateArray().ToDictionary(h => h.GetProperty("name").GetString()!, h => h.GetProperty("value").GetString());
        foreach (var secret in (string[])["X-Mine", "Authorization", "Cookie", "X-Gitlab-Token"]) headers[secret].ShouldBe("***");
        (headers["X-Sig"], headers["X-Url"]).ShouldBe(("s", "https://a/in/***"));
        Encoding.UTF8.GetString(shown.GetProperty("body").GetBytesFromBase64()).ShouldBe("{}");
    }

    [Fact]
    public async Task Another_organisation_sees_nothing_of_it()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook");
        await source.PostAsync("{}");
        var message = (await source.MessagesAsync()).ShouldHaveSingleItem();
        var one = $"/api/v1/source/{source.Application.PublicId}";
        (await server.Server.SendAsync("GET", $"{one}/event/msg_nothing")).Status.ShouldBe(404);
        server.Server.Use(null);
        (await server.Server.SendAsync("GET", $"{one}/refused")).Status.ShouldBe(401);
        server.Server.UseAnotherOrganisation();
        (await server.Server.SendAsync("GET", $"{one}/event/{message.PublicId}")).Status.ShouldBe(404);
        (await server.Server.SendAsync("GET", $"{one}/refused")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Where_the_id_is_not_signed_the_body_tells_if_the_source_says_so()
    {
        await using var server = await GatewayServer.StartAsync();
        var provider = ProviderCases.Of("github");
        var lax = await server.AddAsync("github", provider.Config);
        var strict = await server.AddAsync("github", provider.Config, s => s with { Duplicates = new DuplicateRules(AlsoBody: true) });
        foreach (var source in (GatewaySource[])[lax, strict])
        {
            foreach (var id in (string[])["1", "1", "2"])
            {
                var request = provider.Request();
                (await source.SendAsync(request with { Headers = ((HeaderTable)request.Headers).With("X-GitHub-Delivery", id) })).Status.ShouldBe(200);
            }
        }
        (await lax.MessagesAsync()).Select(m => m.EventId).ShouldBe(["1", "2"]);
        (await strict.MessagesAsync()).Select(m => m.EventId).ShouldBe(["1"]);
    }

    /// <summary>Where the provider gives no id, only the source's owner knows whether the same bytes twice are one event.</summary>
    [Theory]
    [InlineData("generic-webhook", false, 2)]
    [InlineData("generic-webhook", true, 1)]
    [InlineData("generic-hmac", false, 2)]
    [InlineData("generic-hmac", true, 1)]
    [InlineData("nango", true, 1)]
    [InlineData("nango", false, 2)]
    public async Task Without_an_id_the_body_tells_if_the_source_says_so(string type, bool alsoBody, int kept)
    {
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        var config = type == "generic-webhook" ? null : ProviderCases.Of(type).Config;
        var source = await server.AddAsync(type, config, s => s with { Duplicates = new DuplicateRules(AlsoBody: alsoBody) });
        for (var i = 0; i < 2; i++)
        {
            if (config is null) (await source.PostAsync("""{"a":1}""")).Status.ShouldBe(200);
            else (await source.SendAsync(ProviderCases.Of(type).Request())).Status.ShouldBe(200);
        }
        (await source.MessagesAsync()).Count.ShouldBe(kept);
        if (config is null) await source.PostAsync("""{"a":2}""");
        (await source.MessagesAsync()).Count.ShouldBe(config is null ? kept + 1 : kept);
    }

    /// <summary>Who caught the one request could send it again with any query: no event is made of it.</summary>
    [Theory]
    [InlineData("{body}", false)]
    [InlineData("{timestamp}.{body}", false)]
    [InlineData("{url}{body}", true)]
    public async Task A_query_is_the_event_of_a_GET_only_where_it_is_signed(string template, bool isSigned)
    {
        var clock = new ManualTime(Sources.Now);
        await using var server = await GatewayServer.StartAsync(clock);
        var (timestamp, stamped) = (Sources.Now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), template.Contains("{timestamp}", StringComparison.Ordinal));
        var config = $$"""{"signatureHeader":"X-Signature","secret":"s3cret","template":"{{template}}"{{(stamped ? ",\"timestampHeader\":\"X-Time\"" : "")}},"eventIdPointer":"/id"}""";
        var source = await server.AddAsync("generic-hmac", config, s => s with
        {
            Rules = s.Rules with { Methods = ["GET"] },
            PublicUrl = "https://hooks.example.com",
            Duplicates = new DuplicateRules(AlsoBody: true),
        });
        foreach (var query in (string[])["?id=1", "?id=2"])
        {
            var signed = template.Replace("{timestamp}", timestamp, StringComparison.Ordinal).Replace("{body}", "", StringComparison.Ordinal)
                .Replace("{url}", "https://hooks.example.com" + source.Path + query, StringComparison.Ordinal);
            var signature = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("s3cret"u8, Encoding.UTF8.GetBytes(signed)));
            (await source.SendAsync("GET", query, null, ("X-Signature", signature), ("X-Time", timestamp))).Status.ShouldBe(200);
        }
        var messages = await source.MessagesAsync();
        messages.Count.ShouldBe(2);
        messages.Select(m => m.EventId).ShouldBe(isSigned ? ["1", "2"] : [null, null]);
        messages.ShouldAllBe(m => m.Payload!.Value.IsEmpty != isSigned);
    }

    /// <summary>Each is sent twice. Without a body the query is the content; beside one it may be anybody's.</summary>
    [Fact]
    public async Task Without_a_body_the_method_and_the_query_are_what_is_compared()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("generic-webhook", null, s => s with
        {
            Duplicates = new DuplicateRules(AlsoBody: true),
            Rules = s.Rules with { Methods = ["GET", "POST", "PUT", "DELETE"] },
        });
        (string Method, string Query, string Body, int Kept)[] cases =
        [
            ("PUT", "?a=1&id=1", "", 1), ("PUT", "?a=2&id=2", "", 2), ("DELETE", "?a=1", "", 3), ("DELETE", "?a=2", "", 4), ("POST", "?a=1", "", 5),
            ("GET", "?token=1", "", 6), ("GET", "?token=2", "", 7), ("POST", "", """{"x":5}""", 8), ("POST", "?a=1", """{"x":5}""", 8), ("POST", "", "", 10),
        ];
        foreach (var (method, query, body, kept) in cases)
        {
            for (var i = 0; i < 2; i++) (await source.SendAsync(method, query, Encoding.UTF8.GetBytes(body))).Status.ShouldBe(200);
            (await source.MessagesAsync()).Count.ShouldBe(kept, $"{method} {query} {body}");
        }
    }

    [Fact]
    public async Task A_batch_of_Metas_is_as_many_messages_and_each_is_a_duplicate_of_its_own()
    {
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        var provider = ProviderCases.Of("meta");
        var source = await server.AddAsync("meta", provider.Config);
        foreach (var mids in (string[][])[["m1", "m2"], ["m2", "m3"], ["m3"]])
        {
            var items = string.Join(',', mids.Select(mid => $$$"""{"timestamp":1,"message":{"mid":"{{{mid}}}"}}"""));
            await source.SendAsync((provider with { Body = $$"""{"object":"page","entry":[{"id":"P","time":1,"messaging":[{{items}}]}]}""" }).Request());
        }
        (await source.MessagesAsync()).Select(m => m.EventId).ShouldBe(["m1", "m2", "m3"], ignoreOrder: true);
    }

    [Fact]
    public async Task After_its_window_or_without_one_an_event_is_new_again()
    {
        var clock = new ManualTime(Sources.Now);
        await using var server = await GatewayServer.StartAsync(clock);
        const string Config = """{"eventIdPointer":"/id"}""";
        var brief = await server.AddAsync("generic-webhook", Config, s => s with { Duplicates = new DuplicateRules(WindowSeconds: 60) });
        var never = await server.AddAsync("generic-webhook", Config, s => s with { Duplicates = new DuplicateRules(WindowSeconds: 0) });
        foreach (var source in (GatewaySource[])[brief, never])
        {
            await source.PostAsync("""{"id":"a"}""");
            await source.PostAsync("""{"id":"a"}""");
        }
        (await brief.MessagesAsync()).Count.ShouldBe(1);
        (await never.MessagesAsync()).Count.ShouldBe(2);
        clock.Advance(TimeSpan.FromSeconds(60));
        await brief.PostAsync("""{"id":"a"}""");
        (await brief.MessagesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Of_many_copies_at_once_exactly_one_is_kept_and_all_are_answered_2xx()
    {
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        var provider = ProviderCases.Of("stripe");
        var source = await server.AddAsync("stripe", provider.Config);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => source.SendAsync(provider.Request())));
        answers.ShouldAllBe(answer => answer.Status == 200);
        (await source.MessagesAsync()).Count.ShouldBe(1);
        (await source.DuplicatesAsync()).Count.ShouldBe(39);
    }

    [Fact]
    public async Task What_a_source_refused_is_shown_with_the_reason()
    {
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        var provider = ProviderCases.Of("stripe");
        var source = await server.AddAsync("stripe", provider.Config);
        await source.SendAsync(provider.Request());
        await source.SendAsync(provider.Request());
        await source.SendAsync("PUT", "", "{}"u8.ToArray());
        await source.PostAsync("{}");
        await source.PostAsync(new string('x', 10_000), ("Stripe-Signature", "t=1,v1=00"), ("Authorization", "Bearer hidden"), ("X-Original-Url", source.Path));

        var answer = await server.Server.SendAsync("GET", $"/api/v1/source/{source.Application.PublicId}/refused");
        answer.Status.ShouldBe(200, answer.Body);
        using var json = JsonDocument.Parse(answer.Body);
        var data = json.RootElement.GetProperty("data").EnumerateArray().ToList();
        data.Select(r => (r.GetProperty("status").GetInt32(), r.GetProperty("reason").GetString())).ShouldBe([(401, "no_match"), (401, "missing"), (405, "method")]);
        data[0].GetProperty("body").GetBytesFromBase64().Length.ShouldBe(4096);
        data[0].GetProperty("bodyLength").GetInt32().ShouldBe(10_000);
        data[0].GetProperty("headers").ToString().ShouldContain("t=1,v1=00");
        data[1].GetProperty("detail").GetString().ShouldBe("the header Stripe-Signature is missing");
        answer.Body.ShouldNotContain("hidden");
        answer.Body.ShouldNotContain(source.Token);
        json.RootElement.GetProperty("counts").EnumerateArray().Select(c => c.GetProperty("reason").GetString()).ShouldBe(["method", "missing", "no_match"]);
        json.RootElement.GetProperty("duplicates").GetProperty("count").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Of_what_was_refused_the_last_fifty_stay()
    {
        var clock = new ManualTime(Sources.Now);
        await using var server = await GatewayServer.StartAsync(clock);
        var source = await server.AddAsync("generic-webhook");
        for (var i = 0; i < 60; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await source.SendAsync("PUT", "?n=" + i, "{}"u8.ToArray());
        }
        using var json = JsonDocument.Parse((await server.Server.SendAsync("GET", $"/api/v1/source/{source.Application.PublicId}/refused")).Body);
        json.RootElement.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("path").GetString()).ShouldBe(Enumerable.Range(10, 50).Reverse().Select(i => "?n=" + i));
        json.RootElement.GetProperty("counts")[0].GetProperty("count").GetInt32().ShouldBe(60);
    }

    private static async Task<long> UnreadableAsync(GatewayServer server)
    {
        const string Series = "ringback_operations_unreadable_total ";
        var text = (await server.Server.SendAsync("GET", "/metrics")).Body;
        return text.Split('\n').SingleOrDefault(line => line.StartsWith(Series, StringComparison.Ordinal)) is { } line
            ? long.Parse(line[Series.Length..], System.Globalization.CultureInfo.InvariantCulture)
            : 0;
    }

    private static async Task<JsonElement> ShownAsync(GatewayServer server, GatewaySource source, string message)
    {
        var answer = await server.Server.SendAsync("GET", $"/api/v1/source/{source.Application.PublicId}/event/{message}");
        answer.Status.ShouldBe(200, answer.Body);
        return JsonDocument.Parse(answer.Body).RootElement;
    }
}

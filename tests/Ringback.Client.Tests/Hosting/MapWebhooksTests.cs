using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Client.Tests.Verify;

namespace Ringback.Client.Tests.Hosting;

public sealed class MapWebhooksTests
{
    private const string Paid = """{"type":"invoice.paid","data":{"id":42,"total":19.90}}""";
    private static readonly WebhookVerifier Verifier = WebhookVerifier.StandardWebhooks(Signed.Whsec);
    private readonly List<string> _seen = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_gets_its_payload_and_the_provider_a_bare_200()
    {
        WebhookContext? seen = null;
        Envelope<Invoice>? payload = null;
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/hooks", Verifier).On<Envelope<Invoice>>("invoice.paid", (invoice, context, _) =>
        {
            (payload, seen) = (invoice, context);
            return Task.CompletedTask;
        }));

        using var response = await app.PostAsync(Paid);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync(Stop)).ShouldBe("");
        payload.ShouldBe(new Envelope<Invoice>("invoice.paid", new Invoice(42, 19.90m)));
        seen.ShouldNotBeNull();
        seen.Type.ShouldBe("invoice.paid");
        seen.EventKey.ShouldBe("msg_1");
        seen.Source.ShouldBe("/hooks");
        seen.Attempt.ShouldBe(1);
        seen.Body.ToArray().ShouldBe(Signed.Utf8(Paid));
        seen.Http.ShouldNotBeNull();
        seen.Transaction.ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => seen.CreateCommand("select 1")).Message.ShouldContain("UseInbox");
    }

    [Fact]
    public async Task Source_generated_metadata_may_be_given_with_the_handler_or_in_the_options()
    {
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/hooks", Verifier)
            .On("invoice.paid", PayloadJson.Default.EnvelopeInvoice, (invoice, _, _) => See($"{invoice.Data.Id}"))
            .On<Envelope<Invoice>>("invoice.voided", (invoice, _, _) => See($"{invoice.Data.Id} voided")),
            options => options.Json = new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = PayloadJson.Default });

        await Posted(app, Paid);
        await Posted(app, Paid.Replace("paid", "voided"));

        _seen.ShouldBe(["42", "42 voided"]);
    }

    [Theory]
    [InlineData("/data", """{"type":"invoice.paid","data":{"id":42,"total":19.90}}""", 200)]
    [InlineData("/data/object", """{"type":"invoice.paid","data":{"object":{"id":42,"total":19.90}}}""", 200)]
    [InlineData("/data/0", """{"type":"invoice.paid","data":[{"id":42,"total":19.90}]}""", 200)]
    [InlineData("/data", """{"type":"invoice.paid"}""", 400)]
    [InlineData("/data", """{"type":"invoice.paid","data":[]}""", 400)]
    [InlineData("/data", """{"type":"invoice.paid","data":null}""", 400)]
    public async Task A_payload_may_stand_anywhere_in_the_event(string pointer, string json, int expected)
    {
        await using var app = await TestApp.StartAsync(
            web => web.MapWebhooks("/hooks", Verifier).On<Invoice>("invoice.paid", (invoice, context, _) => See($"{invoice.Id} of {context.Body.Length} bytes")),
            options => options.PayloadPointer = pointer);

        using var response = await app.PostAsync(json);

        ((int)response.StatusCode).ShouldBe(expected);
        _seen.ShouldBe(expected == 200 ? [$"42 of {json.Length} bytes"] : []);
    }

    /// <summary>A handler takes its payload from the view of the body, and the body itself stays as it was signed.</summary>
    [Theory]
    [InlineData("application/x-www-form-urlencoded", "utf-8", "payload=%7B%22type%22%3A%22invoice.paid%22%2C%22data%22%3A%7B%22id%22%3A42%2C%22total%22%3A19.90%7D%7D")]
    [InlineData("multipart/form-data; boundary=b", "utf-8", "--b\r\nContent-Disposition: form-data;\r\n name=\"payload\"\r\n\r\n" + Paid + "\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "utf-8", "--b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\ninvoice.paid\r\n--b\r\nContent-Disposition: form-data; name=\"data\"\r\nContent-Type: application/json\r\n\r\n{\"id\":42,\"total\":19.90}\r\n--b--\r\n")]
    [InlineData("application/json", "utf-8", "\uFEFF" + Paid)]
    [InlineData("application/json", "utf-16", "\uFEFF" + Paid)]
    [InlineData("application/json; charset=utf-16be", "utf-16BE", Paid)]
    public async Task A_payload_is_taken_from_a_body_of_any_form(string contentType, string encoding, string text)
    {
        var body = System.Text.Encoding.GetEncoding(encoding).GetBytes(text);
        byte[]? kept = null;
        await using var app = await TestApp.StartAsync(
            web => web.MapWebhooks("/hooks", Verifier).On<Envelope<Invoice>>("invoice.paid", (invoice, context, _) =>
            {
                kept = context.Body.ToArray();
                return See($"{invoice.Data.Id} {invoice.Data.Total}");
            }),
            options => options.ContentTypes.Add("multipart/form-data"));

        using var response = await app.SendAsync("/hooks", body, Signed.StandardHeaders(Signed.Whsec, "msg_1", DateTimeOffset.UtcNow, body), contentType);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Stop));
        _seen.ShouldBe(["42 19.90"]);
        kept.ShouldBe(body);
    }

    [Fact]
    public async Task Who_maps_nothing_can_read_and_verify_a_request()
    {
        await using var app = await TestApp.StartAsync(web => web.MapPost("/own", async (Microsoft.AspNetCore.Http.HttpContext http) =>
        {
            var result = await Verifier.VerifyAsync(await WebhookRequest.ReadAsync(http.Request, maxBodyBytes: 100), http.RequestAborted);
            http.Response.StatusCode = result.IsValid ? 200 : 401;
        }));

        foreach (var (json, secret, expected) in ((string, string, int)[])[(Paid, Signed.Whsec, 200), (Paid, Signed.OtherWhsec, 401), (new string(' ', 101), Signed.Whsec, 413)])
        {
            using var response = await app.PostAsync(json, secret: secret, path: "/own");
            ((int)response.StatusCode).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task What_nothing_is_for_goes_to_OnUnknown_or_is_left()
    {
        await using var app = await TestApp.StartAsync(web =>
        {
            web.MapWebhooks("/hooks", Verifier).On("invoice.paid", (_, _) => See("paid")).OnUnknown((context, _) => See($"unknown {context.Type ?? "none"}"));
            web.MapWebhooks("/deaf", Verifier);
        });

        await Posted(app, Paid);
        await Posted(app, """{"type":"invoice.PAID"}""");
        await Posted(app, """{"no":"type"}""");
        using var left = await app.PostAsync(Paid, path: "/deaf");

        left.StatusCode.ShouldBe(HttpStatusCode.OK);
        _seen.ShouldBe(["paid", "unknown invoice.PAID", "unknown none"]);
    }

    [Fact]
    public async Task A_stranger_gets_401_with_a_reason_and_no_handler_runs()
    {
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/hooks", Verifier).OnUnknown((_, _) => See("ran")));

        using var response = await app.PostAsync("this isn't even JSON", secret: Signed.OtherWhsec);

        var problem = await Problem(response, HttpStatusCode.Unauthorized);
        problem["detail"]!.GetValue<string>().ShouldContain("webhook-signature");
        _seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"type":"invoice.paid","data":{"id":"forty-two"}}""", "$.data.id")]
    [InlineData("""{"type":"invoice.paid","data":""", "")]
    [InlineData("""{"type":"invoice.paid"} and more""", "")]
    public async Task A_payload_that_isnt_what_the_handler_takes_is_400(string json, string where)
    {
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/hooks", Verifier).On<Envelope<Invoice>>("invoice.paid", (_, _, _) => See("ran")));

        using var response = await app.PostAsync(json);

        (await Problem(response, HttpStatusCode.BadRequest))["detail"]!.GetValue<string>().ShouldContain(where);
        _seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1024, true, HttpStatusCode.OK)]
    [InlineData(1025, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(1024, false, HttpStatusCode.OK)]
    [InlineData(1025, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(0, true, HttpStatusCode.OK)]
    [InlineData(0, false, HttpStatusCode.OK)]
    [InlineData(100_000, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(16_384, true, HttpStatusCode.OK, 100_000)]
    [InlineData(16_385, true, HttpStatusCode.OK, 100_000)]
    [InlineData(100_000, true, HttpStatusCode.OK, 100_000)]
    [InlineData(100_000, false, HttpStatusCode.OK, 100_000)]
    [InlineData(100_001, false, HttpStatusCode.RequestEntityTooLarge, 100_000)]
    public async Task A_body_over_the_limit_is_413_with_or_without_its_length(int size, bool hasLength, HttpStatusCode expected, int limit = 1024)
    {
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/hooks", Verifier), options => options.MaxBodyBytes = limit);
        var body = Signed.Utf8(new string(' ', size));
        var headers = Signed.StandardHeaders(Signed.Whsec, "msg_1", DateTimeOffset.UtcNow, body);
        if (!hasLength) headers["Transfer-Encoding"] = "chunked";

        using var response = await app.SendAsync("/hooks", body, headers);

        response.StatusCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("application/json", null, HttpStatusCode.OK)]
    [InlineData("application/json; charset=utf-8", null, HttpStatusCode.OK)]
    [InlineData("application/cloudevents+json", null, HttpStatusCode.OK)]
    [InlineData("APPLICATION/JSON", "identity", HttpStatusCode.OK)]
    [InlineData(null, null, HttpStatusCode.OK)]
    [InlineData("text/plain", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data; boundary=x", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "br", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "gzip, gzip", HttpStatusCode.UnsupportedMediaType)]
    public async Task Only_some_types_of_content_are_taken(string? type, string? encoding, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/hooks", Verifier));
        var body = Signed.Utf8(Paid);
        var headers = Signed.StandardHeaders(Signed.Whsec, "msg_1", DateTimeOffset.UtcNow, body);
        if (encoding is not null) headers["Content-Encoding"] = encoding;

        using var response = await app.SendAsync("/hooks", body, headers, type);

        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_handler_that_fails_is_500_and_says_nothing_of_why()
    {
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/hooks", Verifier).OnUnknown((_, _) => throw new InvalidTimeZoneException("the secret of my database")));

        using var response = await app.PostAsync(Paid);

        (await Problem(response, HttpStatusCode.InternalServerError)).ToJsonString().ShouldNotContain("database");
    }

    [Fact]
    public async Task A_handler_may_reject_with_a_status_of_its_own()
    {
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/hooks", Verifier).OnUnknown((_, _) => throw new WebhookRejectedException("no such account", 410)));

        using var response = await app.PostAsync(Paid);

        (await Problem(response, HttpStatusCode.Gone))["detail"]!.GetValue<string>().ShouldBe("no such account");
    }

    [Fact]
    public async Task One_handler_that_fails_doesnt_keep_the_others_from_running()
    {
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/hooks", Verifier)
            .On("invoice.paid", (_, _) => throw new WebhookRejectedException("no"), "rejects")
            .On("invoice.paid", (_, _) => throw new InvalidTimeZoneException(), "fails")
            .On("invoice.paid", (_, _) => See("third"), "third"));

        using var response = await app.PostAsync(Paid);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        _seen.ShouldBe(["third"]);
    }

    [Fact]
    public async Task Handshakes_are_answered_and_reach_no_handler()
    {
        await using var app = await TestApp.StartAsync(web =>
        {
            web.MapWebhooks("/slack", WebhookVerifier.Slack("s")).OnUnknown((_, _) => See("ran"));
            web.MapWebhooks("/meta", WebhookVerifier.Meta("s", "token")).OnUnknown((_, _) => See("ran"));
        });
        var body = Signed.Utf8("""{"type":"url_verification","challenge":"c-1"}""");

        using var slack = await app.SendAsync("/slack", body, Signed.SlackHeaders("s", DateTimeOffset.UtcNow, body));
        using var meta = await app.SendAsync("/meta?hub.mode=subscribe&hub.verify_token=token&hub.challenge=12345", [], [], method: HttpMethod.Get);
        using var stranger = await app.SendAsync("/meta?hub.mode=subscribe&hub.verify_token=other&hub.challenge=12345", [], [], method: HttpMethod.Get);
        using var get = await app.SendAsync("/slack", [], [], method: HttpMethod.Get);

        (await slack.Content.ReadAsStringAsync(Stop)).ShouldBe("c-1");
        slack.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await meta.Content.ReadAsStringAsync(Stop)).ShouldBe("12345");
        stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        get.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        _seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_provider_that_waits_for_an_answer_of_its_own_gets_it()
    {
        const string Key = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
        var item = new JsonObject
        {
            ["amount"] = new JsonObject { ["currency"] = "EUR", ["value"] = 1000 },
            ["eventCode"] = "AUTHORISATION",
            ["merchantAccountCode"] = "M",
            ["merchantReference"] = "R",
            ["originalReference"] = "",
            ["pspReference"] = "P1",
            ["success"] = "true",
        };
        var signature = Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(Convert.FromHexString(Key), Signed.Utf8("P1::M:R:1000:EUR:AUTHORISATION:true")));
        item["additionalData"] = new JsonObject { ["hmacSignature"] = signature };
        var second = item.DeepClone();
        var body = Signed.Utf8(new JsonObject
        {
            ["notificationItems"] = new JsonArray(new JsonObject { ["NotificationRequestItem"] = item }, new JsonObject { ["NotificationRequestItem"] = second }),
        }.ToJsonString());
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/adyen", WebhookVerifier.Adyen(Key)).On("AUTHORISATION", (context, _) => See(context.EventKey)));

        using var response = await app.SendAsync("/adyen", body, []);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync(Stop)).ShouldBe("[accepted]");
        _seen.Count.ShouldBe(2);
        _seen.Distinct().ShouldHaveSingleItem().ShouldStartWith("key:");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://example.com/")]
    [InlineData("https://example.com/base")]
    public async Task The_public_URL_is_what_was_signed(string? publicUrl)
    {
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/square", WebhookVerifier.Square("k"),
            options => options.PublicUrl = publicUrl is null ? null : new Uri(publicUrl)).OnUnknown((_, _) => See("ran")));
        var body = Signed.Utf8("""{"event_id":"1","type":"payment.created"}""");
        var url = (publicUrl ?? app.Client.BaseAddress!.ToString()).TrimEnd('/') + "/square?a=b%20c";
        byte[] content = [.. Signed.Utf8(url), .. body];
        var signature = Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(Signed.Utf8("k"), content));

        using var response = await app.SendAsync("/square?a=b%20c", body, new Dictionary<string, string> { ["x-square-hmacsha256-signature"] = signature });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _seen.ShouldBe(["ran"]);
    }

    [Fact]
    public async Task A_fallback_policy_of_the_application_doesnt_stand_before_webhooks()
    {
        await using var app = await TestApp.StartAsync(web =>
        {
            web.UseAuthentication();
            web.UseAuthorization();
            web.MapWebhooks("/hooks", Verifier);
            web.MapGet("/other", () => "");
        }, services: services =>
        {
            services.AddAuthentication().AddCookie();
            services.AddAuthorizationBuilder().SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder("Cookies").RequireAuthenticatedUser().Build());
        });

        using var response = await app.PostAsync(Paid);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_set_up_wrongly_is_said_at_start()
    {
        await using var bare = WebApplication.CreateSlimBuilder().Build();
        Should.Throw<InvalidOperationException>(() => bare.MapWebhooks("/hooks", Verifier)).Message.ShouldContain("AddWebhooks");

        await using var app = await TestApp.StartAsync(web =>
        {
            Should.Throw<InvalidOperationException>(() => web.MapWebhooks("/hooks")).Message.ShouldContain("has no verifier");
            Should.Throw<InvalidOperationException>(() => web.MapWebhooks("/hooks", Verifier, o => o.Answering = WebhookAnswering.OnceStored)).Message.ShouldContain("UseInbox");
            Should.Throw<ArgumentException>(() => web.MapWebhooks("/hooks", Verifier, o => o.PayloadPointer = "data")).Message.ShouldContain("JSON Pointer");
            var route = web.MapWebhooks("/hooks", Verifier);
            Should.Throw<ArgumentException>(() => web.MapWebhooks("/hooks", Verifier)).Message.ShouldContain("Source");
            route.On("a", (_, _) => Task.CompletedTask);
            Should.Throw<ArgumentException>(() => route.On("a", (_, _) => Task.CompletedTask)).Message.ShouldContain("another name");
        });
    }

    private Task See(string what)
    {
        _seen.Add(what);
        return Task.CompletedTask;
    }

    private static async Task Posted(TestApp app, string json)
    {
        using var response = await app.PostAsync(json);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Stop));
    }

    private static async Task<JsonNode> Problem(HttpResponseMessage response, HttpStatusCode status)
    {
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!;
        problem["status"]!.GetValue<int>().ShouldBe((int)status);
        return problem;
    }
}

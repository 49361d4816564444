using System.Text.Json.Nodes;
using Ringback.Core.Settings;

namespace Ringback.Server.Tests.Api.Auth;

/// <summary><c>/auth</c> over a real socket.</summary>
public sealed class AuthResourceTests : ApiTest
{
    private const string Grant = "/api/v1/auth/app-portal-access/";

    private protected override void Configure(RingbackOptions options) => options.PublicUrl = new Uri("https://hooks.example.com/");

    [Fact]
    public async Task Access_is_an_applications_token_and_the_url_of_its_portal()
    {
        var id = await ApplicationAsync("acme");
        var access = await JsonAsync(200, "POST", Grant + "acme", "{}");
        Names(access).ShouldBe(["url", "token"]);
        var token = (string)access["token"]!;
        ((string)access["url"]!).ShouldBe("https://hooks.example.com/portal#token=" + token);

        Server.Use(token);
        ((string)(await JsonAsync(200, "GET", "/api/v1/app/" + id))["uid"]!).ShouldBe("acme");
        await JsonAsync(201, "POST", "/api/v1/app/acme/endpoint", """{"url":"https://example.com"}""");
        await JsonAsync(403, "POST", Grant + "acme", "{}");
        await JsonAsync(403, "POST", "/api/v1/auth/app/acme/expire-all", "{}");
    }

    [Fact]
    public async Task Older_SDKs_reach_it_by_its_old_name()
    {
        await ApplicationAsync("acme");
        var access = await JsonAsync(200, "POST", "/api/v1/auth/dashboard-access/acme");
        Names(access).ShouldBe(["url", "token"]);
        Server.Use((string)access["token"]!);
        await JsonAsync(200, "GET", "/api/v1/app/acme/endpoint");
        await JsonAsync(403, "POST", "/api/v1/auth/dashboard-access/acme");
    }

    [Fact]
    public async Task Who_sends_the_signing_secret_is_told_that_it_is_no_token()
    {
        var secret = Server.Options.JwtSecret ?? await File.ReadAllTextAsync(Path.Combine(Server.Options.Data, "jwt.secret"));
        Server.Use(secret.Trim());
        foreach (var (method, path) in new[] { ("GET", "/api/v1/app"), ("POST", "/api/v1/app/acme/msg") })
        {
            var answer = await JsonAsync(401, method, path, method == "GET" ? null : "{}");
            ((string)answer["code"]!).ShouldBe("authentication_failed");
            ((string)answer["detail"]!).ShouldContain("ringback token");
            ((string)answer["detail"]!).ShouldNotContain(secret.Trim());
        }

        Server.Use(secret.Trim() + "x");
        ((string)(await JsonAsync(401, "GET", "/api/v1/app"))["detail"]!).ShouldNotContain("ringback token");
    }

    [Fact]
    public async Task Access_can_be_narrowed()
    {
        await ApplicationAsync("acme");
        await JsonAsync(201, "POST", "/api/v1/event-type", """{"name":"beta","description":"","featureFlags":["b"]}""");
        var bare = await TokenAsync("""{}""");
        var viewer = await TokenAsync("""{"readOnly":true,"featureFlags":["b"],"expiry":3600}""");
        var rotator = await TokenAsync("""{"capabilities":["ViewBase","ManageEndpointSecret"]}""");
        await EndpointAsync("acme", more: ""","uid":"one" """);

        Server.Use(bare);
        await JsonAsync(404, "GET", "/api/v1/event-type/beta");
        Server.Use(viewer);
        await JsonAsync(200, "GET", "/api/v1/event-type/beta");
        await JsonAsync(403, "POST", "/api/v1/app/acme/endpoint", """{"url":"https://example.com"}""");
        Server.Use(rotator);
        await JsonAsync(403, "GET", "/api/v1/app/acme/endpoint/one/secret");
        await JsonAsync(204, "POST", "/api/v1/app/acme/endpoint/one/secret/rotate", "{}");
    }

    [Fact]
    public async Task The_application_comes_into_being_when_it_is_given()
    {
        await JsonAsync(404, "POST", Grant + "new", "{}");
        await JsonAsync(200, "POST", Grant + "new", """{"application":{"name":"New","uid":"new"}}""");
        ((string)(await JsonAsync(200, "GET", "/api/v1/app/new"))["name"]!).ShouldBe("New");
        await JsonAsync(200, "POST", Grant + "new", """{"application":{"name":"Other"}}""");
        ((string)(await JsonAsync(200, "GET", "/api/v1/app/new"))["name"]!).ShouldBe("New");
        await JsonAsync(422, "POST", Grant + "third", """{"application":{"name":"x","uid":"fourth"}}""");
        await JsonAsync(422, "POST", Grant + "third", """{"application":{"name":"x"}}""");
        await JsonAsync(404, "GET", "/api/v1/app/third");
        await JsonAsync(404, "POST", Grant + "app_000000000000000000000000000", """{"application":{"name":"x"}}""");
    }

    [Fact]
    public async Task The_same_key_makes_one_application()
    {
        (string, string) key = ("Idempotency-Key", "auto_1");
        var body = """{"application":{"name":"New","uid":"new"}}"""u8.ToArray();
        (await Server.SendAsync("POST", Grant + "new", body, key)).Status.ShouldBe(200);
        var again = await Server.SendAsync("POST", Grant + "new", body, key);
        again.Status.ShouldBe(200);
        Server.Use((string)JsonNode.Parse(again.Body)!["token"]!);
        await JsonAsync(200, "GET", "/api/v1/app/new");
        UseOrganisation();
        (await Server.SendAsync("POST", Grant + "new", "{}"u8.ToArray(), key)).Status.ShouldBe(422);
    }

    [Theory]
    [InlineData("""{"expiry":3599}""", "expiry")]
    [InlineData("""{"expiry":604801}""", "expiry")]
    [InlineData("""{"capabilities":["Everything"]}""", "capabilities")]
    [InlineData("""{"featureFlags":["a b"]}""", "featureFlags")]
    [InlineData("""{"sessionId":"a b"}""", "sessionId")]
    [InlineData("""{"readOnly":"yes"}""", "readOnly")]
    [InlineData("""{"application":{}}""", "application")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        await ApplicationAsync("acme");
        var answer = await PostAsync(Grant + "acme", body);
        answer.Status.ShouldBe(422, answer.Body);
        JsonNode.Parse(answer.Body)!["detail"]![0]!["loc"]![1]!.ToString().ShouldBe(field);
    }

    [Fact]
    public async Task Logging_out_ends_the_token()
    {
        await ApplicationAsync("acme");
        var (first, second) = (await TokenAsync("{}"), await TokenAsync("{}"));
        Server.Use(first);
        (await Server.SendAsync("POST", "/api/v1/auth/logout")).Status.ShouldBe(204);
        await JsonAsync(401, "GET", "/api/v1/app/acme");
        await JsonAsync(401, "POST", "/api/v1/auth/logout");
        Server.Use(second);
        await JsonAsync(200, "GET", "/api/v1/app/acme");
        UseOrganisation();
        await JsonAsync(200, "GET", "/api/v1/app/acme");
    }

    [Fact]
    public async Task Expiring_ends_all_tokens_of_an_application_or_of_a_session()
    {
        await ApplicationAsync("acme");
        await ApplicationAsync("other");
        var (plain, session, another) = (await TokenAsync("{}"), await TokenAsync("""{"sessionId":"s1"}"""), await TokenAsync("{}", "other"));

        await JsonAsync(204, "POST", "/api/v1/auth/app/acme/expire-all", """{"sessionIds":["s1"]}""");
        await AcceptedAsync(session, 401);
        await AcceptedAsync(plain, 200);
        await JsonAsync(204, "POST", "/api/v1/auth/app/acme/expire-all", """{"expiry":259200}""");
        await AcceptedAsync(plain, 200);
        await JsonAsync(204, "POST", "/api/v1/auth/app/acme/expire-all", "");
        await AcceptedAsync(plain, 401);
        await AcceptedAsync(another, 200, "other");
        // A millisecond later, in ids of 4: the next token is none of those.
        await EventuallyAsync(async () =>
        {
            Server.Use(await TokenAsync("{}"));
            var status = (await GetAsync("/api/v1/app/acme")).Status;
            UseOrganisation();
            return status == 200;
        });

        await JsonAsync(422, "POST", "/api/v1/auth/app/acme/expire-all", """{"expiry":259201}""");
        await JsonAsync(422, "POST", "/api/v1/auth/app/acme/expire-all", """{"sessionIds":["a b"]}""");
        await JsonAsync(404, "POST", "/api/v1/auth/app/nobody/expire-all", "{}");
        UseOtherOrganisation();
        await JsonAsync(404, "POST", "/api/v1/auth/app/acme/expire-all", "{}");
        await JsonAsync(404, "POST", Grant + "acme", "{}");
    }

    private async Task AcceptedAsync(string token, int status, string application = "acme")
    {
        Server.Use(token);
        (await GetAsync("/api/v1/app/" + application)).Status.ShouldBe(status);
        UseOrganisation();
    }

    private async Task<string> TokenAsync(string body, string application = "acme") =>
        (string)(await JsonAsync(200, "POST", Grant + application, body))["token"]!;
}

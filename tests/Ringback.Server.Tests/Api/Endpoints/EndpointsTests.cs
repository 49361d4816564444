using System.Text.Json.Nodes;
using Ringback.Server.Auth;

namespace Ringback.Server.Tests.Api.Endpoints;

/// <summary><c>/app/{app_id}/endpoint</c> over a real socket.</summary>
public sealed class EndpointsTests : ApiTest
{
    private const string Many = "/api/v1/app/acme/endpoint";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ApplicationAsync("acme");
    }

    [Fact]
    public async Task An_endpoint_is_made_read_replaced_patched_and_deleted()
    {
        var made = await JsonAsync(201, "POST", Many, """
            {"url":"https://example.com/hook","uid":"one","description":"d","rateLimit":9,"channels":["a","b","a"],"metadata":{"k":"v"},
             "version":1,"deliveryOrder":"fifo","whenExhausted":"hold"}
            """);
        Names(made).ShouldBe([
            "id", "uid", "url", "description", "throttleRate", "rateLimit", "disabled", "eventTypes", "filterTypes", "channels", "metadata",
            "version", "kind", "deliveryOrder", "whenExhausted", "createdAt", "updatedAt"], ignoreOrder: true);
        var id = (string)made["id"]!;
        id.ShouldMatch("^ep_[0-9A-Za-z]{27}$");
        made["channels"]!.ToJsonString().ShouldBe("""["a","b"]""");
        ((string)made["deliveryOrder"]!).ShouldBe("fifo");
        ((string)made["whenExhausted"]!).ShouldBe("hold");
        ((string)made["kind"]!).ShouldBe("http");
        ((int)made["version"]!).ShouldBe(1);
        (await JsonAsync(200, "GET", Many + "/one")).ToJsonString().ShouldBe(made.ToJsonString());

        var replaced = await JsonAsync(200, "PUT", $"{Many}/{id}", """{"url":"http://example.org/","disabled":true}""");
        ((string)replaced["url"]!).ShouldBe("http://example.org/");
        ((bool)replaced["disabled"]!).ShouldBeTrue();
        ((string)replaced["description"]!).ShouldBe("");
        ((string)replaced["deliveryOrder"]!).ShouldBe("any");
        replaced["uid"].ShouldBeNull();
        replaced["channels"].ShouldBeNull();
        replaced["throttleRate"].ShouldBeNull();

        var patched = await JsonAsync(200, "PATCH", $"{Many}/{id}", """{"disabled":false,"throttleRate":3,"channels":["c"],"uid":"two"}""");
        ((string)patched["url"]!).ShouldBe("http://example.org/");
        ((bool)patched["disabled"]!).ShouldBeFalse();
        patched = await JsonAsync(200, "PATCH", $"{Many}/two", """{"channels":[],"rateLimit":0}""");
        patched["channels"].ShouldBeNull();
        patched["rateLimit"].ShouldBeNull();
        ((string)patched["uid"]!).ShouldBe("two");

        await JsonAsync(204, "DELETE", $"{Many}/{id}");
        await JsonAsync(404, "DELETE", $"{Many}/{id}");
        await JsonAsync(404, "GET", $"{Many}/two");
    }

    [Fact]
    public async Task A_uid_is_unique_in_its_application()
    {
        await EndpointAsync("acme", more: ""","uid":"one" """);
        await JsonAsync(409, "POST", Many, """{"url":"https://example.com","uid":"one"}""");
        var two = await EndpointAsync("acme");
        await JsonAsync(409, "PATCH", $"{Many}/{two}", """{"uid":"one"}""");
        await EndpointAsync(await ApplicationAsync(), more: ""","uid":"one" """);
        await JsonAsync(204, "DELETE", Many + "/one");
        await JsonAsync(200, "PATCH", $"{Many}/{two}", """{"uid":"one"}""");
    }

    [Fact]
    public async Task Put_makes_what_its_uid_names_and_nothing_for_an_id()
    {
        var made = await JsonAsync(201, "PUT", Many + "/mine", """{"url":"https://example.com"}""");
        ((string)made["uid"]!).ShouldBe("mine");
        (await JsonAsync(200, "PUT", Many + "/mine", """{"url":"https://example.com/2"}"""))["id"]!.ToString().ShouldBe((string)made["id"]!);
        await JsonAsync(404, "PUT", Many + "/ep_000000000000000000000000000", """{"url":"https://example.com"}""");
        await JsonAsync(422, "PUT", Many + "/a%20b", """{"url":"https://example.com"}""");
        await JsonAsync(404, "PUT", "/api/v1/app/nobody/endpoint/mine", """{"url":"https://example.com"}""");
    }

    [Fact]
    public async Task The_same_key_makes_one_endpoint()
    {
        (string, string) key = ("Idempotency-Key", "mine");
        var body = """{"url":"https://example.com"}"""u8.ToArray();
        var first = await Server.SendAsync("POST", Many, body, key);
        var second = await Server.SendAsync("POST", Many, body, key);
        second.Status.ShouldBe(201);
        second.Body.ShouldBe(first.Body);
        (await Server.SendAsync("POST", Many, """{"url":"https://example.org"}"""u8.ToArray(), key)).Status.ShouldBe(422);
        (await JsonAsync(200, "GET", Many))["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{}""", "url")]
    [InlineData("""{"url":""}""", "url")]
    [InlineData("""{"url":null}""", "url")]
    [InlineData("""{"url":"ftp://example.com"}""", "url")]
    [InlineData("""{"url":"//example.com"}""", "url")]
    [InlineData("""{"url":"http://u:p@example.com"}""", "url")]
    [InlineData("""{"url":"http://exa\u0000mple.com"}""", "url")]
    [InlineData("""{"url":"https://example.com","eventTypes":[]}""", "eventTypes")]
    [InlineData("""{"url":"https://example.com","filterTypes":[]}""", "filterTypes")]
    [InlineData("""{"url":"https://example.com","eventTypes":["no.such"]}""", "eventTypes")]
    [InlineData("""{"url":"https://example.com","eventTypes":["a b"]}""", "eventTypes")]
    [InlineData("""{"url":"https://example.com","channels":[]}""", "channels")]
    [InlineData("""{"url":"https://example.com","channels":["1","2","3","4","5","6","7","8","9","10","11"]}""", "channels")]
    [InlineData("""{"url":"https://example.com","channels":["a b"]}""", "channels")]
    [InlineData("""{"url":"https://example.com","uid":"ep_1"}""", "uid")]
    [InlineData("""{"url":"https://example.com","throttleRate":0}""", "throttleRate")]
    [InlineData("""{"url":"https://example.com","disabled":"no"}""", "disabled")]
    [InlineData("""{"url":"https://example.com","secret":"whsec_short"}""", "secret")]
    [InlineData("""{"url":"https://example.com","secret":"whsk_AAAA"}""", "secret")]
    [InlineData("""{"url":"https://example.com","headers":{"Host":"x"}}""", "headers")]
    [InlineData("""{"url":"https://example.com","deliveryOrder":"sideways"}""", "deliveryOrder")]
    [InlineData("""{"url":"https://example.com","whenExhausted":"cry"}""", "whenExhausted")]
    [InlineData("""{"url":"https://example.com","kind":"pigeon"}""", "kind")]
    [InlineData("""{"url":"https://example.com","kind":"poller"}""", "url")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        var answer = await PostAsync(Many, body);
        answer.Status.ShouldBe(422, answer.Body);
        JsonNode.Parse(answer.Body)!["detail"]![0]!["loc"]![1]!.ToString().ShouldBe(field);
    }

    /// <summary>Whether they exist is only known when the change is made, and the error still has the name that was sent.</summary>
    [Theory]
    [InlineData("POST", Many)]
    [InlineData("PUT", Many + "/x")]
    [InlineData("PATCH", Many + "/x")]
    public async Task Event_types_that_dont_exist_are_named_by_the_field_as_it_was_sent(string method, string path)
    {
        await JsonAsync(201, "POST", Many, """{"url":"https://example.com","uid":"x"}""");
        foreach (var name in (string[])["eventTypes", "filterTypes"])
        {
            var error = (await JsonAsync(422, method, path, $$"""{"url":"https://example.com","{{name}}":["no.such"]}"""))["detail"]!.AsArray().ShouldHaveSingleItem()!;
            error["loc"]!.ToJsonString().ShouldBe($"""["body","{name}"]""");
        }
    }

    [Theory]
    [InlineData("POST", Many)]
    [InlineData("PUT", Many + "/x")]
    [InlineData("PATCH", Many + "/x")]
    [InlineData("POST", Many + "/x/secret/rotate")]
    [InlineData("PUT", Many + "/x/headers")]
    [InlineData("PATCH", Many + "/x/headers")]
    public async Task Hostile_bodies_are_422(string method, string path)
    {
        var deep = new string('[', 100_000);
        foreach (var body in new[] { "{", "[]", "null", "\"x\"", "{\"url\":" + deep, "{\"url\":1,\"url\":2}", "{\"headers\":\"\\ud800\"}" })
        {
            (await Server.SendAsync(method, path, body)).Status.ShouldBe(422, body[..Math.Min(20, body.Length)]);
        }
        (await Server.SendAsync(method, path, [0x7b, 0x22, 0xff, 0x22, 0x7d])).Status.ShouldBe(422);
    }

    [Fact]
    public async Task A_poller_has_no_url_and_stays_one()
    {
        var made = await JsonAsync(201, "POST", Many, """{"kind":"poller","uid":"p"}""");
        ((string)made["url"]!).ShouldBe("");
        ((string)made["kind"]!).ShouldBe("poller");
        await JsonAsync(201, "POST", Many, """{"kind":"poller","url":""}""");
        await JsonAsync(422, "PATCH", Many + "/p", """{"url":"https://example.com"}""");
        await JsonAsync(422, "PATCH", Many + "/p", """{"kind":"http"}""");
        await JsonAsync(200, "PATCH", Many + "/p", """{"description":"x"}""");
        await JsonAsync(422, "PUT", Many + "/p", """{"url":"https://example.com"}""");
        var replaced = await JsonAsync(200, "PUT", Many + "/p", """{"kind":"poller","description":"y"}""");
        ((string)replaced["kind"]!, (string)replaced["url"]!, (string)replaced["description"]!).ShouldBe(("poller", "", "y"));
    }

    [Fact]
    public async Task The_list_goes_forth_and_back_newest_first()
    {
        (await GetAsync(Many)).Body.ShouldBe("""{"data":[],"iterator":null,"prevIterator":null,"done":true}""");
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Insert(0, await EndpointAsync("acme"));

        var page = await JsonAsync(200, "GET", Many + "?limit=2");
        Ids(page).ShouldBe(ids[..2]);
        ((bool)page["done"]!).ShouldBeFalse();
        page = await JsonAsync(200, "GET", $"{Many}?limit=3&iterator={page["iterator"]}");
        Ids(page).ShouldBe(ids[2..]);
        ((bool)page["done"]!).ShouldBeTrue();
        Ids(await JsonAsync(200, "GET", $"{Many}?limit=1&iterator={page["prevIterator"]}")).ShouldBe([ids[1]]);
        Ids(await JsonAsync(200, "GET", $"{Many}?order=ascending&limit=2")).ShouldBe([ids[4], ids[3]]);

        await JsonAsync(204, "DELETE", $"{Many}/{ids[2]}");
        Ids(await JsonAsync(200, "GET", $"{Many}?iterator={ids[2]}"))[^2..].ShouldBe(ids[3..]);
    }

    [Fact]
    public async Task Another_organisation_or_application_finds_nothing()
    {
        var id = await EndpointAsync("acme", more: ""","uid":"one" """);
        var other = await ApplicationAsync("other");
        await FindsNothing("other", id);
        UseApplication(other);
        await FindsNothing("acme", id);
        UseOtherOrganisation();
        await ApplicationAsync("acme");
        await FindsNothing("acme", id);
        await FindsNothing("acme", "one");
    }

    [Fact]
    public async Task Capabilities_say_what_an_applications_token_may_do()
    {
        var application = (string)(await JsonAsync(200, "GET", "/api/v1/app/acme"))["id"]!;
        var id = await EndpointAsync("acme");
        UseApplication(application, Capability.ViewBase);
        await JsonAsync(200, "GET", Many);
        await JsonAsync(200, "GET", $"{Many}/{id}");
        await JsonAsync(403, "GET", $"{Many}/{id}/secret");
        await JsonAsync(403, "POST", Many, """{"url":"https://example.com"}""");
        await JsonAsync(403, "DELETE", $"{Many}/{id}");
        await JsonAsync(403, "PATCH", $"{Many}/{id}/headers", """{"headers":{}}""");
        UseApplication(application, Capability.ManageEndpoint | Capability.ViewEndpointSecret);
        await JsonAsync(200, "GET", $"{Many}/{id}/secret");
        await JsonAsync(403, "POST", $"{Many}/{id}/secret/rotate", "{}");
        await JsonAsync(201, "POST", Many, """{"url":"https://example.com"}""");
    }

    private async Task FindsNothing(string application, string endpoint)
    {
        var one = $"/api/v1/app/{application}/endpoint/{endpoint}";
        await JsonAsync(404, "GET", one);
        await JsonAsync(404, "PATCH", one, "{}");
        await JsonAsync(404, "DELETE", one);
        await JsonAsync(404, "GET", one + "/secret");
        await JsonAsync(404, "POST", one + "/secret/rotate", "{}");
        await JsonAsync(404, "GET", one + "/headers");
        await JsonAsync(404, "PUT", one + "/headers", """{"headers":{}}""");
    }

    private static string[] Ids(JsonNode page) => [.. page["data"]!.AsArray().Select(row => (string)row!["id"]!)];
}

using System.Text.Json.Nodes;
using Ringback.Server.Auth;

namespace Ringback.Server.Tests.Api.Applications;

/// <summary><c>/app</c> over a real socket.</summary>
public sealed class ApplicationsTests : ApiTest
{
    [Fact]
    public async Task An_application_is_made_read_replaced_patched_and_deleted()
    {
        var made = await JsonAsync(201, "POST", "/api/v1/app/", """{"name":"Acme","uid":"acme","rateLimit":5,"metadata":{"plan":"gold"}}""");
        Names(made).ShouldBe(["id", "uid", "name", "throttleRate", "rateLimit", "metadata", "createdAt", "updatedAt"]);
        var id = (string)made["id"]!;
        id.ShouldMatch("^app_[0-9A-Za-z]{27}$");
        ((int)made["throttleRate"]!).ShouldBe(5);
        ((int)made["rateLimit"]!).ShouldBe(5);

        (await JsonAsync(200, "GET", "/api/v1/app/acme")).ToJsonString().ShouldBe(made.ToJsonString());
        (await JsonAsync(200, "GET", $"/api/v1/app/{id}/")).ToJsonString().ShouldBe(made.ToJsonString());

        var replaced = await JsonAsync(200, "PUT", "/api/v1/app/acme", """{"name":"Acme 2"}""");
        ((string)replaced["name"]!).ShouldBe("Acme 2");
        ((string)replaced["uid"]!).ShouldBe("acme");
        replaced["throttleRate"].ShouldBeNull();
        replaced["metadata"]!.AsObject().Count.ShouldBe(0);

        var patched = await JsonAsync(200, "PATCH", "/api/v1/app/acme", """{"uid":"acme-2","throttleRate":7}""");
        ((string)patched["name"]!).ShouldBe("Acme 2");
        ((int)patched["throttleRate"]!).ShouldBe(7);
        (await GetAsync("/api/v1/app/acme")).Status.ShouldBe(404);
        (await JsonAsync(200, "PATCH", "/api/v1/app/acme-2", """{"throttleRate":0,"uid":null}"""))["throttleRate"].ShouldBeNull();

        (await Server.SendAsync("DELETE", $"/api/v1/app/{id}")).Status.ShouldBe(204);
        (await Server.SendAsync("DELETE", $"/api/v1/app/{id}")).Status.ShouldBe(404);
        (await GetAsync($"/api/v1/app/{id}")).Body.ShouldBe("""{"code":"not_found","detail":"Entity not found."}""");
    }

    [Fact]
    public async Task A_uid_is_unique_until_its_application_is_deleted()
    {
        var first = await ApplicationAsync("acme");
        var taken = await PostAsync("/api/v1/app", """{"name":"x","uid":"acme"}""");
        taken.Status.ShouldBe(409);
        taken.Body.ShouldContain("\"code\":\"conflict\"");
        var other = await ApplicationAsync("other");
        (await Server.SendAsync("PATCH", $"/api/v1/app/{other}", """{"uid":"acme"}""")).Status.ShouldBe(409);
        (await Server.SendAsync("PUT", $"/api/v1/app/{other}", """{"name":"x","uid":"acme"}""")).Status.ShouldBe(409);

        await JsonAsync(204, "DELETE", $"/api/v1/app/{first}");
        await ApplicationAsync("acme");
    }

    [Fact]
    public async Task Get_if_exists_answers_200_with_what_is_there_and_201_with_what_is_new()
    {
        var made = await JsonAsync(201, "POST", "/api/v1/app?get_if_exists=true", """{"name":"a","uid":"a"}""");
        var found = await JsonAsync(200, "POST", "/api/v1/app?get_if_exists=true", """{"name":"b","uid":"a"}""");
        found.ToJsonString().ShouldBe(made.ToJsonString());
    }

    [Fact]
    public async Task Put_makes_what_its_uid_names_and_nothing_for_an_id()
    {
        var made = await JsonAsync(201, "PUT", "/api/v1/app/by-put", """{"name":"x"}""");
        ((string)made["uid"]!).ShouldBe("by-put");
        (await JsonAsync(200, "PUT", "/api/v1/app/by-put", """{"name":"y"}"""))["id"]!.ToString().ShouldBe((string)made["id"]!);
        (await Server.SendAsync("PUT", "/api/v1/app/app_000000000000000000000000000", """{"name":"x"}""")).Status.ShouldBe(404);
        (await Server.SendAsync("PUT", "/api/v1/app/a%20b", """{"name":"x"}""")).Status.ShouldBe(422);
    }

    [Fact]
    public async Task The_same_key_makes_one_application()
    {
        (string, string) key = ("Idempotency-Key", "auto_1");
        var body = """{"name":"once"}"""u8.ToArray();
        var first = await Server.SendAsync("POST", "/api/v1/app", body, key);
        var second = await Server.SendAsync("POST", "/api/v1/app/", body, key);
        second.Status.ShouldBe(201);
        second.Body.ShouldBe(first.Body);
        (await Server.SendAsync("POST", "/api/v1/app", """{"name":"twice"}"""u8.ToArray(), key)).Status.ShouldBe(422);
        (await JsonAsync(200, "GET", "/api/v1/app"))["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":5}""", "name")]
    [InlineData("""{"name":"x","uid":""}""", "uid")]
    [InlineData("""{"name":"x","uid":"a b"}""", "uid")]
    [InlineData("""{"name":"x","uid":"a\u0000b"}""", "uid")]
    [InlineData("""{"name":"x","uid":"app_1"}""", "uid")]
    [InlineData("""{"name":"x","uid":"src_1"}""", "uid")]
    [InlineData("""{"name":"x","rateLimit":0}""", "rateLimit")]
    [InlineData("""{"name":"x","throttleRate":65536}""", "throttleRate")]
    [InlineData("""{"name":"x","metadata":[]}""", "metadata")]
    [InlineData("""{"name":"x","metadata":{"a":1}}""", "metadata")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        foreach (var (method, path) in new[] { ("POST", "/api/v1/app"), ("PUT", "/api/v1/app/x") })
        {
            var answer = await Server.SendAsync(method, path, body);
            answer.Status.ShouldBe(422, answer.Body);
            JsonNode.Parse(answer.Body)!["detail"]![0]!["loc"]![1]!.ToString().ShouldBe(field);
        }
    }

    [Fact]
    public async Task Names_may_hold_any_text_and_metadata_4096_bytes()
    {
        var made = await JsonAsync(201, "POST", "/api/v1/app", """{"name":"\ud83d\ude00 \"x\"","metadata":{"k":"\u0000"}}""");
        ((string)made["name"]!).ShouldBe("😀 \"x\"");
        var long4096 = new string('x', 4095);
        await JsonAsync(201, "POST", "/api/v1/app", $$$"""{"name":"x","metadata":{"k":"{{{long4096}}}"}}""");
        await JsonAsync(422, "POST", "/api/v1/app", $$$"""{"name":"x","metadata":{"k":"{{{long4096}}}x"}}""");
    }

    [Fact]
    public async Task The_list_goes_forth_and_back_in_order_of_creation()
    {
        (await GetAsync("/api/v1/app")).Body.ShouldBe("""{"data":[],"iterator":null,"prevIterator":null,"done":true}""");
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add(await ApplicationAsync());

        var page = await JsonAsync(200, "GET", "/api/v1/app?limit=2");
        Ids(page).ShouldBe(ids[..2]);
        ((bool)page["done"]!).ShouldBeFalse();
        ((string)page["iterator"]!).ShouldBe(ids[1]);
        ((string)page["prevIterator"]!).ShouldBe("-" + ids[0]);
        page = await JsonAsync(200, "GET", $"/api/v1/app?limit=2&iterator={page["iterator"]}");
        Ids(page).ShouldBe(ids[2..4]);
        page = await JsonAsync(200, "GET", $"/api/v1/app?limit=2&iterator={page["iterator"]}");
        Ids(page).ShouldBe(ids[4..]);
        ((bool)page["done"]!).ShouldBeTrue();
        page = await JsonAsync(200, "GET", $"/api/v1/app?limit=2&iterator={page["prevIterator"]}");
        Ids(page).ShouldBe(ids[2..4]);
        Ids(await JsonAsync(200, "GET", $"/api/v1/app?order=descending&limit=3")).ShouldBe([ids[4], ids[3], ids[2]]);
        Ids(await JsonAsync(200, "GET", $"/api/v1/app?order=descending&iterator={ids[1]}")).ShouldBe([ids[0]]);
    }

    [Fact]
    public async Task The_list_can_leave_out_applications_that_get_nothing()
    {
        await ApplicationAsync("none");
        await EndpointAsync(await ApplicationAsync("some"));
        await EndpointAsync(await ApplicationAsync("disabled"), more: ""","disabled":true""");
        Uids(await JsonAsync(200, "GET", "/api/v1/app?exclude_apps_with_no_endpoints=true")).ShouldBe(["some", "disabled"]);
        Uids(await JsonAsync(200, "GET", "/api/v1/app?exclude_apps_with_disabled_endpoints=true")).ShouldBe(["none", "some"]);
        foreach (var url in (string[])["https://play.svix.com/in/e_1/", "HTTPS://PLAY.svix.com./in/e_1/"])
        {
            var playing = await ApplicationAsync("play-" + url.Length);
            await EndpointAsync(playing);
            await EndpointAsync(playing, url);
        }
        await EndpointAsync(await ApplicationAsync("look-alike"), "https://play.svix.com.example/?https://play.svix.com/");
        Uids(await JsonAsync(200, "GET", "/api/v1/app?exclude_apps_with_svix_play_endpoints=true")).ShouldBe(["none", "some", "disabled", "look-alike"]);
        Uids(await JsonAsync(200, "GET", "/api/v1/app?exclude_apps_with_svix_play_endpoints=true&exclude_apps_with_no_endpoints=true"))
            .ShouldBe(["some", "disabled", "look-alike"]);
        await JsonAsync(422, "GET", "/api/v1/app?exclude_apps_with_svix_play_endpoints=maybe");
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=251")]
    [InlineData("limit=x")]
    [InlineData("order=sideways")]
    [InlineData("iterator=app_x")]
    [InlineData("iterator=ep_000000000000000000000000000")]
    [InlineData("iterator=%00%ff")]
    public async Task Hostile_parameters_are_422(string query) => (await GetAsync("/api/v1/app?" + query)).Status.ShouldBe(422);

    [Fact]
    public async Task Another_organisation_finds_nothing()
    {
        var id = await ApplicationAsync("mine");
        UseOtherOrganisation();
        foreach (var name in new[] { id, "mine" })
        {
            (await GetAsync("/api/v1/app/" + name)).Status.ShouldBe(404);
            (await Server.SendAsync("PATCH", "/api/v1/app/" + name, "{}")).Status.ShouldBe(404);
            (await Server.SendAsync("DELETE", "/api/v1/app/" + name)).Status.ShouldBe(404);
        }
        (await GetAsync("/api/v1/app")).Body.ShouldContain("\"data\":[]");
        (await GetAsync("/api/v1/app?iterator=" + id)).Body.ShouldContain("\"data\":[]");
        await ApplicationAsync("mine");
    }

    [Fact]
    public async Task An_applications_token_reads_its_own_application_only()
    {
        var own = await ApplicationAsync();
        var other = await ApplicationAsync();
        UseApplication(own);
        (await GetAsync("/api/v1/app/" + own)).Status.ShouldBe(200);
        (await GetAsync("/api/v1/app/" + other)).Status.ShouldBe(404);
        (await GetAsync("/api/v1/app")).Status.ShouldBe(403);
        (await PostAsync("/api/v1/app", """{"name":"x"}""")).Status.ShouldBe(403);
        (await Server.SendAsync("PATCH", "/api/v1/app/" + own, """{"name":"x"}""")).Status.ShouldBe(403);
        (await Server.SendAsync("DELETE", "/api/v1/app/" + own)).Status.ShouldBe(403);
        UseApplication(own, Capability.None);
        (await GetAsync("/api/v1/app/" + own)).Status.ShouldBe(403);
    }

    private static string[] Ids(JsonNode page) => [.. page["data"]!.AsArray().Select(row => (string)row!["id"]!)];

    private static string[] Uids(JsonNode page) => [.. page["data"]!.AsArray().Select(row => (string)row!["uid"]!)];
}

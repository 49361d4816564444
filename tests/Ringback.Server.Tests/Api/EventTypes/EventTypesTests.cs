using System.Text.Json.Nodes;

namespace Ringback.Server.Tests.Api.EventTypes;

/// <summary><c>/event-type</c> over a real socket.</summary>
public sealed class EventTypesTests : ApiTest
{
    private const string Many = "/api/v1/event-type";

    [Fact]
    public async Task An_event_type_is_made_read_replaced_patched_archived_and_expunged()
    {
        var made = await JsonAsync(201, "POST", Many, """
            {"name":"user.signup","description":"d","schemas":{"1":{"type":"object","a":[1.50,"ä"]}},"groupName":"user","featureFlags":["beta","x"],
             "retrySchedule":"5s, 5m"}
            """);
        Names(made).ShouldBe(
            ["name", "description", "archived", "deprecated", "schemas", "groupName", "featureFlags", "featureFlag", "retrySchedule", "createdAt", "updatedAt"]);
        ((string)made["featureFlag"]!).ShouldBe("beta");
        ((string)made["retrySchedule"]!).ShouldBe("5s,5m");
        made["schemas"]!.ToJsonString().ShouldBe(JsonNode.Parse("""{"1":{"type":"object","a":[1.50,"ä"]}}""")!.ToJsonString());
        (await JsonAsync(200, "GET", Many + "/user.signup")).ToJsonString().ShouldBe(made.ToJsonString());

        var replaced = await JsonAsync(200, "PUT", Many + "/user.signup", """{"description":"e","deprecated":true,"featureFlag":"one"}""");
        ((bool)replaced["deprecated"]!).ShouldBeTrue();
        replaced["schemas"].ShouldBeNull();
        replaced["retrySchedule"].ShouldBeNull();
        replaced["featureFlags"]!.ToJsonString().ShouldBe("""["one"]""");
        replaced["createdAt"]!.ToString().ShouldBe(made["createdAt"]!.ToString());

        var patched = await JsonAsync(200, "PATCH", Many + "/user.signup", """{"groupName":"g","featureFlags":null}""");
        ((string)patched["description"]!).ShouldBe("e");
        patched["featureFlag"].ShouldBeNull();

        await JsonAsync(204, "DELETE", Many + "/user.signup");
        ((bool)(await JsonAsync(200, "GET", Many + "/user.signup"))["archived"]!).ShouldBeTrue();
        (await NamesOf("")).ShouldBeEmpty();
        (await NamesOf("?include_archived=true")).ShouldBe(["user.signup"]);
        await JsonAsync(204, "DELETE", Many + "/user.signup?expunge=true");
        await JsonAsync(404, "GET", Many + "/user.signup");
        await JsonAsync(404, "DELETE", Many + "/user.signup");
    }

    [Fact]
    public async Task A_name_is_unique_and_making_an_archived_one_brings_it_back()
    {
        await EventTypeAsync("a");
        var taken = await PostAsync(Many, """{"name":"a","description":""}""");
        taken.Status.ShouldBe(409);
        taken.Body.ShouldContain("\"code\":\"event_type_exists\"");
        await JsonAsync(204, "DELETE", Many + "/a");
        var back = await JsonAsync(201, "POST", Many, """{"name":"a","description":"new"}""");
        ((bool)back["archived"]!).ShouldBeFalse();
        ((string)back["description"]!).ShouldBe("new");
    }

    [Fact]
    public async Task Put_makes_what_isnt_there()
    {
        ((string)(await JsonAsync(201, "PUT", Many + "/b.c", """{"description":"x"}"""))["name"]!).ShouldBe("b.c");
        await JsonAsync(422, "PUT", Many + "/b%20c", """{"description":"x"}""");
    }

    [Fact]
    public async Task The_list_is_by_name_and_shows_schemas_when_asked()
    {
        foreach (var name in new[] { "c", "a", "B", "d" })
            await JsonAsync(201, "POST", Many, $$$"""{"name":"{{{name}}}","description":"","schemas":{}}""");
        (await NamesOf("?limit=2")).ShouldBe(["B", "a"]);
        (await NamesOf("?limit=2&iterator=a")).ShouldBe(["c", "d"]);
        (await NamesOf("?limit=2&iterator=-d")).ShouldBe(["a", "c"]);
        (await NamesOf("?order=descending&limit=1")).ShouldBe(["d"]);
        (await NamesOf("?iterator=b")).ShouldBe(["c", "d"]);
        (await JsonAsync(200, "GET", Many))["data"]![0]!["schemas"].ShouldBeNull();
        (await JsonAsync(200, "GET", Many + "?with_content=true"))["data"]![0]!["schemas"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""{"description":"x"}""", "name")]
    [InlineData("""{"name":"a b","description":"x"}""", "name")]
    [InlineData("""{"name":"a"}""", "description")]
    [InlineData("""{"name":"a","description":"x","schemas":[]}""", "schemas")]
    [InlineData("""{"name":"a","description":"x","archived":1}""", "archived")]
    [InlineData("""{"name":"a","description":"x","featureFlags":[]}""", "featureFlags")]
    [InlineData("""{"name":"a","description":"x","groupName":"ü"}""", "groupName")]
    [InlineData("""{"name":"a","description":"x","retrySchedule":"soon"}""", "retrySchedule")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        var answer = await PostAsync(Many, body);
        answer.Status.ShouldBe(422, answer.Body);
        JsonNode.Parse(answer.Body)!["detail"]![0]!["loc"]![1]!.ToString().ShouldBe(field);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("iterator=a%20b")]
    [InlineData("include_archived=maybe")]
    public async Task Hostile_parameters_are_422(string query) => (await GetAsync(Many + "?" + query)).Status.ShouldBe(422);

    [Fact]
    public async Task Another_organisation_finds_nothing()
    {
        await EventTypeAsync("a");
        UseOtherOrganisation();
        await JsonAsync(404, "GET", Many + "/a");
        await JsonAsync(404, "PATCH", Many + "/a", "{}");
        await JsonAsync(404, "DELETE", Many + "/a?expunge=true");
        (await NamesOf("")).ShouldBeEmpty();
        await EventTypeAsync("a");
    }

    [Fact]
    public async Task An_applications_token_reads_what_its_feature_flags_show()
    {
        await EventTypeAsync("open");
        await JsonAsync(201, "POST", Many, """{"name":"beta","description":"","featureFlags":["b"]}""");
        await ApplicationAsync("acme");
        var application = await ApplicationAsync();

        UseApplication(application, flags: ["x"]);
        (await NamesOf("")).ShouldBe(["open"]);
        await JsonAsync(404, "GET", Many + "/beta");
        await JsonAsync(422, "POST", $"/api/v1/app/{application}/endpoint", """{"url":"https://example.com","eventTypes":["beta"]}""");
        UseApplication(application, flags: ["b"]);
        (await NamesOf("")).ShouldBe(["beta", "open"]);
        await JsonAsync(201, "POST", $"/api/v1/app/{application}/endpoint", """{"url":"https://example.com","eventTypes":["beta"]}""");
        UseApplication(application);
        await JsonAsync(200, "GET", Many + "/beta");

        await JsonAsync(403, "POST", Many, """{"name":"a","description":""}""");
        await JsonAsync(403, "PUT", Many + "/open", """{"description":""}""");
        await JsonAsync(403, "PATCH", Many + "/open", "{}");
        await JsonAsync(403, "DELETE", Many + "/open");
    }

    [Fact]
    public async Task Schemas_may_be_as_deep_as_a_body()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 61)) + "1" + new string('}', 61);
        await JsonAsync(201, "POST", Many, $$$"""{"name":"deep","description":"","schemas":{{{deep}}}}""");
        (await JsonAsync(200, "GET", Many + "?with_content=true"))["data"]![0]!["schemas"]!.ToJsonString().ShouldBe(deep);
    }

    private async Task<string[]> NamesOf(string query) =>
        [.. (await JsonAsync(200, "GET", Many + query))["data"]!.AsArray().Select(row => (string)row!["name"]!)];
}

using System.Text.Json.Nodes;

namespace Ringback.Server.Tests.Api.Environment;

/// <summary><c>/environment</c> over a real socket.</summary>
public sealed class EnvironmentTests : ApiTest
{
    [Fact]
    public async Task What_one_organisation_exports_another_imports()
    {
        await JsonAsync(201, "POST", "/api/v1/event-type", """
            {"name":"a","description":"d","schemas":{"1":{"type":"object"}},"groupName":"g","featureFlags":["f"],"retrySchedule":"1s,2s","deprecated":true}
            """);
        await EventTypeAsync("b");
        await JsonAsync(204, "DELETE", "/api/v1/event-type/b");
        var exported = await JsonAsync(200, "POST", "/api/v1/environment/export");
        Names(exported).ShouldBe(["createdAt", "eventTypes", "version", "settings", "connectors"], ignoreOrder: true);
        exported["connectors"]!.AsArray().ShouldBeEmpty();
        exported["eventTypes"]!.AsArray().Count.ShouldBe(2);

        UseOtherOrganisation();
        await EventTypeAsync("c");
        (await JsonAsync(200, "POST", "/api/v1/environment/export"))["eventTypes"]!.AsArray().Count.ShouldBe(1);
        await JsonAsync(204, "POST", "/api/v1/environment/import", exported.ToJsonString());
        var imported = await JsonAsync(200, "POST", "/api/v1/environment/export");
        imported["eventTypes"]!.AsArray().Select(type => (string)type!["name"]!).ShouldBe(["a", "b", "c"]);
        foreach (var field in new[] { "name", "description", "schemas", "groupName", "featureFlags", "retrySchedule", "deprecated", "archived" })
            (imported["eventTypes"]![0]![field]?.ToJsonString()).ShouldBe(exported["eventTypes"]![0]![field]?.ToJsonString());
        ((bool)imported["eventTypes"]![1]!["archived"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task One_wrong_event_type_keeps_all_from_being_imported()
    {
        var answer = await PostAsync("/api/v1/environment/import", """{"eventTypes":[{"name":"a","description":""},{"name":"b c","description":""}]}""");
        answer.Status.ShouldBe(422);
        JsonNode.Parse(answer.Body)!["detail"]![0]!["loc"]!.ToJsonString().ShouldBe("""["body","eventTypes","1","name"]""");
        await JsonAsync(404, "GET", "/api/v1/event-type/a");
        await JsonAsync(422, "POST", "/api/v1/environment/import", """{"eventTypes":{}}""");
        await JsonAsync(422, "POST", "/api/v1/environment/import", "[");
        await JsonAsync(204, "POST", "/api/v1/environment/import", """{"eventTypes":null,"settings":{"x":1},"connectors":null}""");
    }

    [Fact]
    public async Task Schemas_of_all_event_types_together_are_bounded_before_any_is_checked()
    {
        // Of each: {"1": {"examples": [ … ]}}, three values around the list's.
        static string Import(int types, int values, string first = "") => "{\"eventTypes\":[" + string.Join(',', Enumerable.Range(0, types).Select(i =>
            $$$$"""{"name":"type{{{{i}}}}","description":"","schemas":{"1":{{{{{(i == 0 ? first : "")}}}}"examples":[{{{{string.Join(',', Enumerable.Range(0, values - 3))}}}}]}}}""")) + "]}";

        var answer = await PostAsync("/api/v1/environment/import", Import(41, 500, first: "\"type\":7,"));
        answer.Status.ShouldBe(422);
        var fault = JsonNode.Parse(answer.Body)!["detail"]!.AsArray().ShouldHaveSingleItem()!;
        fault["loc"]!.ToJsonString().ShouldBe("""["body","eventTypes"]""");
        ((string)fault["msg"]!).ShouldContain("20000 values");
        await JsonAsync(404, "GET", "/api/v1/event-type/type1");

        await JsonAsync(204, "POST", "/api/v1/environment/import", Import(40, 500));
        await JsonAsync(422, "POST", "/api/v1/environment/import", Import(1, 5001));
    }

    [Fact]
    public async Task An_applications_token_may_not()
    {
        UseApplication(await ApplicationAsync());
        await JsonAsync(403, "POST", "/api/v1/environment/export");
        await JsonAsync(403, "POST", "/api/v1/environment/import", "{}");
    }
}

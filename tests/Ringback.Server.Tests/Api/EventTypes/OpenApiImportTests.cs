using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringback.Server.Tests.Api.EventTypes;

/// <summary><c>/event-type/import/openapi</c> over a real socket.</summary>
public sealed class OpenApiImportTests : ApiTest
{
    private const string Import = "/api/v1/event-type/import/openapi";

    private const string Yaml = """
        openapi: 3.1.0
        info: {title: x, version: "1.0"}
        webhooks:
          pet.new:
            post:
              description: |
                A pet is new.
              deprecated: true
              x-svix-group-name: pets
              x-svix-feature-flags: [beta]
              requestBody:
                content:
                  application/json:
                    schema: {$ref: '#/components/schemas/Pet'}
                    examples:
                      one: {value: &rex {name: Rex, age: 3, id: 007a, tag: "5"}}
          pet.gone:
            $ref: '#/components/pathItems/Gone'
          "a pet, renamed":
            post: {operationId: pet.renamed, summary: Renamed}
        components:
          pathItems:
            Gone: {put: {summary: Gone}}
          schemas:
            Pet: {type: object, properties: {name: {type: string}, parent: {$ref: '#/components/schemas/Pet'}, owner: {$ref: '#/components/schemas/Owner'}}}
            Owner: {type: object, properties: {pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
        """;

    public static TheoryData<string> Bombs()
    {
        var deep = new System.Text.StringBuilder("a0: &a0 {x: {x: {x: {x: {x: {x: {x: {x: 1}}}}}}}}\n");
        for (var i = 1; i < 60; i++) deep.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [[[[[[[[*a{i - 1} ]]]]]]]]\n");
        var wide = new System.Text.StringBuilder("a0: &a0 [1,2,3,4,5,6,7,8,9]\n");
        for (var i = 1; i < 12; i++) wide.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        var text = "a: &a " + new string('x', 400_000) + "\nb: [" + string.Join(',', Enumerable.Repeat("*a", 1000)) + "]\n";
        var key = "a: &a {" + new string('x', 100_000) + ": 1}\nb: [" + string.Join(',', Enumerable.Repeat("*a", 1000)) + "]\n";
        return [deep.ToString(), wide.ToString(), text, key, "a: &a [*a]\n", "a: *b\n", string.Concat(Enumerable.Repeat("{a: ", 500)), new string('[', 5000)];
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task A_text_that_grows_by_its_aliases_is_refused_before_it_has_grown(string text)
    {
        var answer = await Server.SendAsync("POST", Import, JsonSerializer.Serialize(new { specRaw = text }));
        answer.Status.ShouldBe(422, answer.Body);
        answer.Body.ShouldContain("specRaw");
    }

    [Fact]
    public async Task Webhooks_become_event_types()
    {
        var data = await ImportAsync(new { specRaw = Yaml });
        data["modified"]!.ToJsonString().ShouldBe("""["pet.new","pet.gone","pet.renamed"]""");
        data["to_modify"].ShouldBeNull();

        var pet = await JsonAsync(200, "GET", "/api/v1/event-type/pet.new");
        ((string)pet["description"]!).ShouldBe("A pet is new.\n");
        ((bool)pet["deprecated"]!).ShouldBeTrue();
        ((string)pet["groupName"]!).ShouldBe("pets");
        pet["featureFlags"]!.ToJsonString().ShouldBe("""["beta"]""");
        JsonNode.DeepEquals(pet["schemas"], JsonNode.Parse("""
            {"1":{"type":"object",
              "properties":{"name":{"type":"string"},"parent":{"$ref":"#/$defs/Pet"},"owner":{"$ref":"#/$defs/Owner"}},
              "$defs":{
                "Pet":{"type":"object","properties":{"name":{"type":"string"},"parent":{"$ref":"#/$defs/Pet"},"owner":{"$ref":"#/$defs/Owner"}}},
                "Owner":{"type":"object","properties":{"pets":{"type":"array","items":{"$ref":"#/$defs/Pet"}}}}},
              "examples":[{"name":"Rex","age":3,"id":"007a","tag":"5"}]}}
            """)).ShouldBeTrue(pet["schemas"]!.ToJsonString());
        ((string)(await JsonAsync(200, "GET", "/api/v1/event-type/pet.gone"))["description"]!).ShouldBe("Gone");
        ((string)(await JsonAsync(200, "GET", "/api/v1/event-type/pet.renamed"))["description"]!).ShouldBe("Renamed");

        (await ImportAsync(new { specRaw = Yaml }))["modified"]!.AsArray().ShouldBeEmpty();
        await JsonAsync(204, "DELETE", "/api/v1/event-type/pet.gone");
        await JsonAsync(200, "PATCH", "/api/v1/event-type/pet.renamed", """{"retrySchedule":"1s"}""");
        (await ImportAsync(new { specRaw = Yaml }))["modified"]!.ToJsonString().ShouldBe("""["pet.gone"]""");
        ((bool)(await JsonAsync(200, "GET", "/api/v1/event-type/pet.gone"))["archived"]!).ShouldBeFalse();
        ((string)(await JsonAsync(200, "GET", "/api/v1/event-type/pet.renamed"))["retrySchedule"]!).ShouldBe("1s");
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_replacing_all_archives_the_rest()
    {
        await EventTypeAsync("old");
        var spec = JsonNode.Parse("""{"x-webhooks":{"new":{"post":{"description":"d"}}}}""");
        var dry = await ImportAsync(new { spec, dryRun = true, replaceAll = true });
        dry.ToJsonString().ShouldBe(
            """{"modified":["new","old"],"to_modify":[{"name":"new","description":"d","schemas":null,"deprecated":false,"groupName":null,"featureFlags":null}]}""");
        await JsonAsync(404, "GET", "/api/v1/event-type/new");

        (await ImportAsync(new { spec, replaceAll = true }))["modified"]!.ToJsonString().ShouldBe("""["new","old"]""");
        ((bool)(await JsonAsync(200, "GET", "/api/v1/event-type/old"))["archived"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task Neither_or_both_documents_are_400()
    {
        await JsonAsync(400, "POST", Import, "{}");
        await JsonAsync(400, "POST", Import, """{"spec":{"webhooks":{}},"specRaw":"{}"}""");
        await JsonAsync(200, "POST", Import, """{"spec":{"webhooks":{}}}""");
    }

    public static TheoryData<string> Wrong() =>
    [
        "", "~", "5", "[]", "{}", "a: [", "webhooks: []", "webhooks: {a b: {post: {}}}", "webhooks: {a: {}}", "webhooks: {a: {$ref: '#/nowhere'}}",
        "webhooks: {a: {$ref: 'https://example.com/x'}}", "webhooks: {a: {$ref: '#/webhooks/a'}}", "webhooks: {a: *b}", "a: 1\na: 2",
        "webhooks: {a: {post: {x-svix-feature-flags: ['a b']}}}", "webhooks: {a: {post: {x-svix-group-name: 'a b'}}}",
        "webhooks: {a: {post: {}}, 'b c': {post: {operationId: a}}}", "? [a]\n: b", "a: \"\\uD800\"",
        new string('[', 50_000), string.Concat(Enumerable.Repeat("- ", 5000)),
        // An alias of aliases, nine times ten.
        "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefghi".Select((c, i) => $"{c}: &{c} [{string.Join(',', Enumerable.Repeat("*" + "abcdefgh"[i], 10))}]\n")),
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Hostile_documents_are_422(string specRaw) => (await PostAsync(Import, JsonSerializer.Serialize(new { specRaw }))).Status.ShouldBe(422);

    [Fact]
    public async Task Schemas_that_grow_without_end_are_422()
    {
        var big = $$"""{"description":"{{new string('x', 200_000)}}"}""";
        const string Hook = """{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Big"}}}}}}""";
        var hooks = string.Join(',', Enumerable.Range(0, 60).Select(i => $"\"e{i}\":{Hook}"));
        await JsonAsync(422, "POST", Import, """{"spec":{"webhooks":{HOOKS},"components":{"schemas":{"Big":BIG}}}}""".Replace("HOOKS", hooks).Replace("BIG", big));
        var itself = """{"webhooks":{"a":{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#"}}}}}}},"deep":DEEP}"""
            .Replace("DEEP", string.Concat(Enumerable.Repeat("[", 60)) + new string(']', 60));
        await JsonAsync(422, "POST", Import, $$"""{"spec":{{itself}}}""");
    }

    [Fact]
    public async Task An_applications_token_may_not()
    {
        UseApplication(await ApplicationAsync());
        await JsonAsync(403, "POST", Import, """{"spec":{"webhooks":{}}}""");
    }

    private async Task<JsonNode> ImportAsync(object body)
    {
        var answer = await JsonAsync(200, "POST", Import, JsonSerializer.Serialize(body));
        Names(answer).ShouldBe(["data"]);
        return answer["data"]!;
    }
}

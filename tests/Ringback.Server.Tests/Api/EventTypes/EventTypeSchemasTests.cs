using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Server.Api.Models;
using Ringback.Testing;

namespace Ringback.Server.Tests.Api.EventTypes;

/// <summary>Schemas of event types are held against the meta-schema of their draft, and are nothing but data otherwise.</summary>
public sealed class EventTypeSchemasTests : ApiTest
{
    private const string Many = "/api/v1/event-type";

    [Theory]
    [InlineData("""{"1":{"readOnly":15}}""", "1/readOnly")]
    [InlineData("""{"1":{"type":"text"}}""", "1/type")]
    [InlineData("""{"1":{},"2":{"properties":{"a/b":{"items":{"minLength":-1}}}}}""", "2/properties/a/b/items/minLength")]
    [InlineData("""{"1":{"required":"a"}}""", "1/required")]
    [InlineData("""{"1":{"required":["a","a"]}}""", "1/required")]
    [InlineData("""{"1":{"properties":[]}}""", "1/properties")]
    [InlineData("""{"1":{"anyOf":[]}}""", "1/anyOf")]
    [InlineData("""{"1":{"$ref":5}}""", "1/$ref")]
    [InlineData("""{"1":{"$defs":{"x":{"enum":5}}}}""", "1/$defs/x/enum")]
    [InlineData("""{"1":{"$schema":"http://json-schema.org/draft-07/schema#","items":{"multipleOf":0}}}""", "1/items/multipleOf")]
    [InlineData("""{"1":{"$schema":"https://json-schema.org/draft/2020-12/schema","items":[{}]}}""", "1/items")]
    [InlineData("""{"1":5}""", "1")]
    [InlineData("""{"v2":"x"}""", "v2")]
    [InlineData("""{"type":"nothing"}""", "type")]
    public async Task A_fault_is_told_with_its_place(string schemas, string place)
    {
        await JsonAsync(201, "POST", Many, """{"name":"known","description":""}""");
        foreach (var (method, path, body) in new (string, string, string)[]
        {
            ("POST", Many, $$"""{"name":"a","description":"","schemas":{{schemas}}}"""),
            ("PUT", Many + "/a", $$"""{"description":"","schemas":{{schemas}}}"""),
            ("PATCH", Many + "/known", $$"""{"schemas":{{schemas}}}"""),
        })
        {
            await CheckAsync(method, path, body, "body/schemas/" + place);
        }

        await CheckAsync(
            "POST", "/api/v1/environment/import", $$"""{"version":1,"createdAt":"2026-01-01T00:00:00Z","eventTypes":[{"name":"a","description":"","schemas":{{schemas}}}]}""",
            "body/eventTypes/0/schemas/" + place);
        (await GetAsync(Many + "/a")).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"1":{}}""")]
    [InlineData("""{"1":true,"2":false}""")]
    [InlineData("""{"1":{"type":"object","title":"t","required":["a"],"properties":{"a":{"type":["number","null"],"minimum":-90}},"unknown":[1.50]}}""")]
    [InlineData("""{"type":"object","properties":{"a":{}}}""")]
    [InlineData("""{"1":{"properties":{"a":{"items":[{"type":"string"}],"minimum":1,"exclusiveMinimum":true}}}}""")]
    [InlineData("""{"1":{"$schema":"https://example.com/own","type":"object"}}""")]
    [InlineData("""{"1":{"pattern":"(a+)+$","patternProperties":{"(x+x+)+y":{}}}}""")]
    public async Task Valid_ones_are_kept_as_they_are(string schemas)
    {
        await JsonAsync(201, "POST", Many, $$"""{"name":"a","description":"","schemas":{{schemas}}}""");
        (await JsonAsync(200, "GET", Many + "/a"))["schemas"]!.ToJsonString().ShouldBe(JsonNode.Parse(schemas)!.ToJsonString());
    }

    [Fact]
    public async Task Nothing_that_a_schema_refers_to_is_fetched()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        foreach (var name in (string[])["$ref", "$dynamicRef", "$schema", "$id", "$recursiveRef"])
            await PostAsync(Many, """{"name":"a","description":"","schemas":{"1":{"NAME":"URLx","allOf":[{"$ref":"URLy#/z"}]}}}""".Replace("NAME", name).Replace("URL", receiver.Url.ToString()));
        await PostAsync(Many + "/import/openapi", Imported("""{"$ref":"URLz"}""", "webhooks").Replace("URL", receiver.Url.ToString()));
        receiver.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Too_many_values_are_refused_before_they_are_checked()
    {
        string With(int values) => "{\"1\":{\"enum\":[" + string.Join(',', Enumerable.Range(0, values - 3)) + "]}}";
        await JsonAsync(201, "POST", Many, $$"""{"name":"a","description":"","schemas":{{With(SchemaRules.MostValues)}}}""");
        await CheckAsync("POST", Many, $$"""{"name":"b","description":"","schemas":{{With(SchemaRules.MostValues + 1)}}}""", "body/schemas");
    }

    [Fact]
    public async Task An_imported_schema_is_checked_too()
    {
        var answer = await PostAsync(Many + "/import/openapi", Imported("""{"$ref":"#/components/schemas/X"}""", "webhooks"));
        answer.Status.ShouldBe(422, answer.Body);
        answer.Body.ShouldContain("/properties/p/type");
        // What OpenAPI 3.0 writes otherwise than 3.1 is taken.
        await JsonAsync(200, "POST", Many + "/import/openapi", Imported("""{"type":"object","nullable":true,"minimum":1,"exclusiveMinimum":true,"example":{"a":1}}""", "x-webhooks"));
    }

    private static string Imported(string schema, string section) =>
        """{"spec":{"SECTION":{"a":{"post":{"requestBody":{"content":{"application/json":{"schema":SCHEMA}}}}}},"components":{"schemas":{"X":{"properties":{"p":{"type":"wrong"}}}}}}}"""
            .Replace("SECTION", section).Replace("SCHEMA", schema);

    private async Task CheckAsync(string method, string path, string body, string place)
    {
        var answer = await Server.SendAsync(method, path, body);
        answer.Status.ShouldBe(422, answer.Body);
        using var document = JsonDocument.Parse(answer.Body);
        document.RootElement.GetProperty("detail").EnumerateArray()
            .Select(fault => string.Join('/', fault.GetProperty("loc").EnumerateArray().Select(step => step.GetString())))
            .ShouldContain(place, answer.Body);
    }
}

using System.Text.Json.Nodes;

namespace Ringback.Server.Tests.Api.Http;

/// <summary>All parameters behind the question mark, of all operations in the API's document: what is given twice or without a value.</summary>
public sealed class QueryParameterTests : ApiTest
{
    private const string Twice = "is given more than once: give it once";
    private const string Empty = "has no value: give one, or leave the parameter out";

    /// <value>An empty one is the first page, which is how many programs begin.</value>
    private const string Iterator = "iterator";

    [Fact]
    public async Task A_parameter_that_is_given_twice_or_without_a_value_is_refused_by_its_name()
    {
        var names = await NamesInPathsAsync();
        var document = await JsonAsync(200, "GET", "/openapi/v1.json");
        var parameters = 0;
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                var url = names.Aggregate(path, static (url, name) => url.Replace("{" + name.Key + "}", name.Value, StringComparison.Ordinal));
                foreach (var parameter in (operation!["parameters"]?.AsArray() ?? []).Where(static parameter => (string)parameter!["in"]! == "query"))
                {
                    parameters++;
                    var (name, schema) = ((string)parameter!["name"]!, parameter["schema"]!);
                    var value = ExampleOf(schema);
                    var isSet = (string?)schema["type"] == "array";
                    await ExpectAsync($"{name}={value}&{name}={value}", name, isSet ? null : Twice);
                    await ExpectAsync($"{name}={value}&{name.ToUpperInvariant()}={value}", name, isSet ? null : Twice);
                    await ExpectAsync($"{name}=", name, name == Iterator ? null : Empty);
                    await ExpectAsync(name, name, name == Iterator ? null : Empty);
                }

                async Task ExpectAsync(string query, string name, string? problem)
                {
                    var request = $"{method.ToUpperInvariant()} {url}?{query}";
                    var answer = await Server.SendAsync(method.ToUpperInvariant(), $"{url}?{query}", BodyOf(method, path));
                    if (problem is null)
                    {
                        answer.Status.ShouldBe(200, $"{request}: {answer.Body}");
                        return;
                    }
                    answer.Status.ShouldBe(422, $"{request}: {answer.Body}");
                    var error = JsonNode.Parse(answer.Body)!["detail"]!.AsArray().ShouldHaveSingleItem(request)!;
                    error["loc"]!.ToJsonString().ShouldBe($"""["query","{name}"]""", request);
                    ((string)error["msg"]!).ShouldBe(problem, request);
                }
            }
        }
        parameters.ShouldBeGreaterThan(120);
    }

    /// <summary>One that only some of the branches of an operation need is looked at in all of them.</summary>
    [Theory]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("order=", "order")]
    [InlineData("before=soon", "before")]
    public async Task Runs_of_one_event_are_asked_for_as_strictly_as_all_runs(string query, string name)
    {
        await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"xx","uid":"src"}""");
        var answer = await GetAsync($"/api/v1/source/src/run?event=msg_23rb8YdGqMT0qIzpgGwdXfHirMu&{query}");
        answer.Status.ShouldBe(422, answer.Body);
        answer.Body.ShouldContain($"""["query","{name}"]""");
    }

    [Fact]
    public async Task The_name_of_a_set_is_as_little_a_matter_of_case_as_that_of_others()
    {
        await ApplicationAsync("shop");
        foreach (var type in (string[])["a", "b"])
            await JsonAsync(202, "POST", "/api/v1/app/shop/msg", $$$"""{"eventType":"{{{type}}}","payload":{}}""");

        foreach (var query in (string[])["event_types=a", "Event_Types=a", "EVENT_TYPES[]=a", "EVENT_TYPES=a&event_types=a"])
            (await JsonAsync(200, "GET", $"/api/v1/app/shop/msg?{query}"))["data"]!.AsArray().Count.ShouldBe(1, query);
    }

    private static string ExampleOf(JsonNode schema) =>
        schema["enum"] is JsonArray choices ? choices[0]!.ToString()
        : (string?)schema["format"] == "date-time" ? "2026-01-01T00:00:00Z"
        : (string?)schema["type"] switch
        {
            "integer" => "1",
            "boolean" => "true",
            _ => "a",
        };

    private static string? BodyOf(string method, string path) =>
        method != "post" ? null : path.EndsWith("/msg", StringComparison.Ordinal) ? """{"eventType":"a","payload":{}}""" : """{"name":"a"}""";

    /// <summary>One of each kind, so that a request fails by its parameters alone.</summary>
    private async Task<Dictionary<string, string>> NamesInPathsAsync()
    {
        await ApplicationAsync("shop");
        await EventTypeAsync("a");
        await EndpointAsync("shop", more: ""","uid":"hook","disabled":true""");
        await JsonAsync(201, "POST", "/api/v1/app/shop/endpoint", """{"kind":"poller","uid":"sink"}""");
        var message = await JsonAsync(202, "POST", "/api/v1/app/shop/msg", """{"eventType":"a","payload":{}}""");
        await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"xx","uid":"src"}""");
        await JsonAsync(201, "POST", "/api/v1/source/src/operation", """{"uid":"op","http":{"url":"https://example.com"}}""");
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["app_id"] = "shop",
            ["endpoint_id"] = "hook",
            ["event_type_name"] = "a",
            ["msg_id"] = (string)message["id"]!,
            ["attempt_id"] = "atmpt_23rb8YdGqMT0qIzpgGwdXfHirMu",
            ["sink_id"] = "sink",
            ["consumer_id"] = "c",
            ["source_id"] = "src",
            ["operation_id"] = "op",
        };
    }
}

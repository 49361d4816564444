using System.Text.Json.Nodes;

namespace Ringback.Server.Tests.Api.Operations;

/// <summary>A misspelt field of what only Ringback has would silently have no effect; what the server shows may be sent back.</summary>
public sealed class UnknownFieldsTests : OperationTest
{
    private const string Http = """{"uid":"op","conditions":[{"pointer":"/a","exists":true}],"throttleRate":5,"http":{"url":"https://example.com/a?key=s3cret","headers":{"X-Team":"y"},"body":{"a":"{{/a}}"},"timeoutSeconds":9}}""";
    private const string Emit = """{"uid":"op","emit":{"application":"acme","eventType":"a","payload":{"any":{"field":1}},"channels":["c"]}}""";
    private const string Sql = """{"uid":"op","sql":{"connection":"shop","statements":[{"sql":"insert into paid (id) values (@id)","parameters":{"id":"/id"},"expectRows":{"atLeast":1}}]}}""";

    [Theory]
    [InlineData("POST", Many, """{"eventTipes":["a"],"emit":{"application":"a","eventType":"b"}}""", "eventTipes", "eventTypes")]
    [InlineData("PUT", Many + "/op", """{"retryschedule":"5s","emit":{"application":"a","eventType":"b"}}""", "retryschedule", "retrySchedule")]
    [InlineData("PUT", Many + "/op", """{"rate_limit":5,"emit":{"application":"a","eventType":"b"}}""", "rate_limit", "rateLimit")]
    [InlineData("PATCH", Many + "/op", """{"disable":true}""", "disable", "disabled")]
    [InlineData("POST", Many, """{"emit":{"application":"a","eventType":"b","channel":["c"]}}""", "emit/channel", "channels")]
    [InlineData("POST", Many, """{"http":{"url":"https://example.com","timeoutsecond":5}}""", "http/timeoutsecond", "timeoutSeconds")]
    [InlineData("POST", Many, """{"sql":{"connection":"shop","statement":[],"statements":[{"sql":"select 1"}]}}""", "sql/statement", "statements")]
    [InlineData("POST", Many, """{"sql":{"connection":"shop","statements":[{"sql":"select 1"},{"sql":"select 1","params":{},"expectrow":1}]}}""", "sql/statements/1/expectrow", "expectRows")]
    [InlineData("POST", Many, """{"conditions":[{"pointer":"/a","exists":true,"exist":true}],"emit":{"application":"a","eventType":"b"}}""", "conditions/0/exist", "exists")]
    [InlineData("POST", Many + "/op/replay", """{"since":"2026-01-01T00:00:00Z","dryrun":true}""", "dryrun", "dryRun")]
    [InlineData("POST", Source + "/event/e/operation/op/replay", """{"forced":true}""", "forced", "force")]
    [InlineData("POST", Source + "/expectation", """{"key":"k","fulfilledWhen":{"keyPointer":"/id","eventType":["a"]}}""", "fulfilledWhen/eventType", "eventTypes")]
    public async Task A_misspelt_field_is_refused_and_the_most_similar_one_is_named(string method, string path, string body, string place, string nearest)
    {
        await JsonAsync(201, "POST", Many, Emit);

        var errors = (await JsonAsync(422, method, path, body))["detail"]!.AsArray();

        var error = errors.Single(error => string.Join('/', error!["loc"]!.AsArray().Skip(1)) == place)!;
        ((string)error["msg"]!).ShouldBe($"isn't a field of this object, whose most similar field is {nearest}");
    }

    [Theory]
    [InlineData(Http)]
    [InlineData(Emit)]
    [InlineData(Sql)]
    public async Task An_operation_is_put_as_it_is_shown_and_stays_what_it_is(string body)
    {
        await JsonAsync(201, "POST", Many, body);
        var shown = await JsonAsync(200, "GET", $"{Many}/op");

        var put = await JsonAsync(200, "PUT", $"{Many}/op", shown.ToJsonString());

        foreach (var node in (JsonNode[])[shown, put]) node.AsObject().Remove("updatedAt");
        put.ToJsonString().ShouldBe(shown.ToJsonString());
    }

    /// <summary>What only PUT changes isn't passed over by PATCH.</summary>
    [Fact]
    public async Task A_patch_takes_what_only_the_server_gives_and_refuses_what_it_would_not_change()
    {
        var made = (await JsonAsync(201, "POST", Many, Emit)).AsObject();
        var shown = new JsonObject { ["disabled"] = true };
        foreach (var name in (string[])["id", "kind", "createdAt", "updatedAt"]) shown[name] = made[name]!.DeepClone();

        ((bool)(await JsonAsync(200, "PATCH", $"{Many}/op", shown.ToJsonString()))["disabled"]!).ShouldBeTrue();
        var error = (await JsonAsync(422, "PATCH", $"{Many}/op", """{"retrySchedule":"5s"}"""))["detail"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)error["msg"]!).ShouldStartWith("isn't a field of this object, which has the fields description, disabled");
    }
}

using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Ringback.Server.Tests.Api.Operations;

public sealed class OperationsTests : OperationTest
{
    private const string Whole = """
        {"uid":"paid","description":"Mark it paid","disabled":false,"eventTypes":["payment_intent.succeeded","orders/create"],
         "conditions":[{"pointer":"/a/b","equals":"x"},{"pointer":"/c","notEquals":null},{"pointer":"/d","in":[1,2.5,true]},{"pointer":"/e","notIn":["a"]},{"pointer":"","exists":true},{"pointer":"/f","exists":false}],
         "retrySchedule":"5s,5m","throttleRate":10,"deliveryOrder":"fifo","whenExhausted":"hold","metadata":{"team":"a"},
         "sql":{"connection":"shop","statements":[{"sql":"update paid set amount = @a where id = @i","parameters":{"a":"/amount","i":"$message.id"}},{"sql":"delete from paid"}]}}
        """;

    [Fact]
    public async Task What_is_made_reads_as_it_was_given()
    {
        var made = await JsonAsync(201, "POST", Many, Whole);
        ((string)made["id"]!).ShouldStartWith("op_");
        Names(made).ShouldBe(
        [
            "id", "uid", "kind", "description", "disabled", "eventTypes", "conditions", "retrySchedule", "throttleRate", "deliveryOrder", "whenExhausted",
            "metadata", "sql", "http", "emit", "createdAt", "updatedAt",
        ]);
        var given = JsonNode.Parse(Whole)!;
        foreach (var name in (string[])["uid", "description", "eventTypes", "conditions", "retrySchedule", "throttleRate", "deliveryOrder", "whenExhausted", "metadata"])
            JsonNode.DeepEquals(made[name], given[name]).ShouldBeTrue($"{name}: {made[name]}");
        ((string)made["sql"]!["statements"]![0]!["parameters"]!["i"]!).ShouldBe("$message.id");
        JsonNode.DeepEquals(await JsonAsync(200, "GET", $"{Many}/paid"), made).ShouldBeTrue();
        JsonNode.DeepEquals(await JsonAsync(200, "GET", $"{Many}/{made["id"]}"), made).ShouldBeTrue();
    }

    [Fact]
    public async Task An_operation_survives_a_put_of_itself_a_patch_and_nothing_of_it_a_delete()
    {
        var made = await JsonAsync(201, "PUT", $"{Many}/paid", "{" + Insert + "}");
        ((string)made["uid"]!).ShouldBe("paid");
        ((string)(await JsonAsync(200, "PUT", $"{Many}/paid", made.ToJsonString()))["id"]!).ShouldBe((string)made["id"]!);
        ((bool)(await JsonAsync(200, "PATCH", $"{Many}/paid", """{"disabled":true}"""))["disabled"]!).ShouldBeTrue();
        await JsonAsync(204, "DELETE", $"{Many}/paid");
        await JsonAsync(404, "GET", $"{Many}/paid");
        await JsonAsync(404, "PUT", $"{Many}/{made["id"]}", "{" + Insert + "}");
    }

    [Fact]
    public async Task Secrets_in_headers_are_sealed_and_not_shown()
    {
        var made = await JsonAsync(201, "POST", Many, """{"uid":"call","http":{"url":"https://example.com/a","headers":{"Authorization":"Bearer s3cret","X-Order":"{{/id}}"}}}""");
        made.ToJsonString().ShouldNotContain("s3cret");
        ((string)made["http"]!["headers"]!["X-Order"]!).ShouldBe("{{/id}}");
        ((string)made["http"]!["sensitive"]![0]!).ShouldBe("Authorization");
        var digest = (string)made["http"]!["headersDigest"]!;
        var other = await JsonAsync(200, "PUT", $"{Many}/call", """{"http":{"url":"https://example.com/a","headers":{"Authorization":"Bearer other","X-Order":"{{/id}}"}}}""");
        ((string)other["http"]!["headersDigest"]!).ShouldNotBe(digest);
        foreach (var file in Directory.GetFiles(Server.Options.Data, "ringback.db*"))
            System.Text.Encoding.Latin1.GetString(ReadShared(file)).ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_list_goes_on_by_its_iterator_both_ways()
    {
        for (var i = 0; i < 5; i++) await OperationAsync($"\"uid\":\"o{i}\",{Insert}");
        var first = await JsonAsync(200, "GET", $"{Many}?limit=2");
        first["data"]!.AsArray().Select(o => (string)o!["uid"]!).ShouldBe(["o4", "o3"]);
        var next = await JsonAsync(200, "GET", $"{Many}?limit=2&iterator={first["iterator"]}");
        next["data"]!.AsArray().Select(o => (string)o!["uid"]!).ShouldBe(["o2", "o1"]);
        var back = await JsonAsync(200, "GET", $"{Many}?limit=2&iterator={next["prevIterator"]}");
        back["data"]!.AsArray().Select(o => (string)o!["uid"]!).ShouldBe(["o4", "o3"]);
    }

    [Fact]
    public async Task The_uid_is_unique_in_its_source_and_apart_from_endpoints()
    {
        await OperationAsync($"\"uid\":\"a\",{Insert}");
        await JsonAsync(409, "POST", Many, $$"""{"uid":"a",{{Insert}}}""");
        await JsonAsync(201, "POST", "/ingest/api/v1/source/shop/endpoint", """{"url":"https://example.com","uid":"a"}""");
        await JsonAsync(200, "GET", $"{Many}/a");
    }

    [Fact]
    public async Task Nothing_of_endpoints_shows_or_touches_an_operation()
    {
        var source = (string)(await JsonAsync(200, "GET", "/ingest/api/v1/source/shop"))["id"]!;
        var operation = await OperationAsync($"\"uid\":\"a\",{Insert}");
        await ReceiveAsync("""{"id":"1","amount":1}""");
        var run = (await RunsAsync(1))[0];
        foreach (var many in (string[])[$"/api/v1/app/{source}/endpoint", "/ingest/api/v1/source/shop/endpoint"])
        {
            (await JsonAsync(200, "GET", many))["data"]!.AsArray().Count.ShouldBe(0);
            foreach (var name in (string[])[operation, operation.Replace("op_", "ep_", StringComparison.Ordinal), "a"])
            {
                await JsonAsync(404, "GET", $"{many}/{name}");
                await JsonAsync(404, "DELETE", $"{many}/{name}");
                await JsonAsync(404, "GET", $"{many}/{name}/secret");
            }
        }
        var app = $"/api/v1/app/{source}";
        var message = (string)run["messageId"]!;
        (await JsonAsync(200, "GET", $"{app}/msg/{message}/endpoint"))["data"]!.AsArray().Count.ShouldBe(0);
        (await JsonAsync(200, "GET", $"{app}/attempt/msg/{message}"))["data"]!.AsArray().Count.ShouldBe(0);
        var attempt = (string)run["lastAttempt"]!["id"]!;
        await JsonAsync(404, "GET", $"{app}/msg/{message}/attempt/{attempt}");
        await JsonAsync(404, "DELETE", $"{app}/msg/{message}/attempt/{attempt}/content");
        await JsonAsync(404, "GET", $"{app}/attempt/endpoint/{operation}");
        await JsonAsync(404, "POST", $"{app}/msg/{message}/endpoint/{operation}/resend", "{}");
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"sql":{"connection":"shop","statements":[{"sql":"select 1"}]},"emit":{"application":"a","eventType":"b"}}""")]
    [InlineData("""{"sql":{"connection":"other","statements":[{"sql":"select 1"}]}}""")]
    [InlineData("""{"sql":{"connection":"theirs","statements":[{"sql":"select 1"}]}}""")]
    [InlineData("""{"sql":{"connection":"shop","statements":[]}}""")]
    [InlineData("""{"sql":{"connection":"shop","statements":[{"sql":"commit"}]}}""")]
    [InlineData("""{"sql":{"connection":"shop","statements":[{"sql":"-- x\n/* y */ attach 'a' as b"}]}}""")]
    [InlineData("""{"sql":{"connection":"shop","statements":[{"sql":"select 1","parameters":{"a b":"/x"}}]}}""")]
    [InlineData("""{"sql":{"connection":"shop","statements":[{"sql":"select @a","parameters":{"a":"x"}}]}}""")]
    [InlineData("""{"sql":{"connection":"shop","statements":[{"sql":"select @a","parameters":{"a":"$message.secret"}}]}}""")]
    [InlineData("""{"sql":{"connection":"shop","statements":["select 1"]}}""")]
    [InlineData("""{"http":{"url":"https://{{/host}}/a"}}""")]
    [InlineData("""{"http":{"url":"https://example.com{{/host}}/a"}}""")]
    [InlineData("""{"http":{"url":"{{/scheme}}://example.com/a"}}""")]
    [InlineData("""{"http":{"url":"https://example.com:{{/port}}/a"}}""")]
    [InlineData("""{"http":{"url":"https://user@example.com/"}}""")]
    [InlineData("""{"http":{"url":"https://example.com/../a"}}""")]
    [InlineData("""{"http":{"url":"https://example.com/#{{/a}}"}}""")]
    [InlineData("""{"http":{"url":"https://example.com/{{/a"}}""")]
    [InlineData("""{"http":{"url":"https://example.com/","method":"CONNECT"}}""")]
    [InlineData("""{"http":{"url":"https://example.com/","headers":{"Idempotency-Key":"x"}}}""")]
    [InlineData("""{"http":{"url":"https://example.com/","headers":{"Host":"x"}}}""")]
    [InlineData("""{"http":{"url":"https://example.com/","headers":{"X-A":"a\r\nX-B: c"}}}""")]
    [InlineData("""{"http":{"url":"https://example.com/","body":{"a":["{{x}}"]}}}""")]
    [InlineData("""{"emit":{"application":"{{","eventType":"b"}}""")]
    [InlineData("""{"emit":{"application":"a"}}""")]
    [InlineData("""{"retrySchedule":"soon","emit":{"application":"a","eventType":"b"}}""")]
    [InlineData("""{"conditions":[{"pointer":"a","equals":1}],"emit":{"application":"a","eventType":"b"}}""")]
    [InlineData("""{"conditions":[{"pointer":"/a"}],"emit":{"application":"a","eventType":"b"}}""")]
    [InlineData("""{"conditions":[{"pointer":"/a","equals":1,"in":[1]}],"emit":{"application":"a","eventType":"b"}}""")]
    [InlineData("""{"conditions":[{"pointer":"/a","equals":{}}],"emit":{"application":"a","eventType":"b"}}""")]
    [InlineData("""{"conditions":[{"pointer":"/a","in":[]}],"emit":{"application":"a","eventType":"b"}}""")]
    [InlineData("""{"conditions":[{"pointer":"/a","in":[[]]}],"emit":{"application":"a","eventType":"b"}}""")]
    [InlineData("""{"conditions":"x","emit":{"application":"a","eventType":"b"}}""")]
    public async Task What_makes_no_sense_is_422(string body) => await JsonAsync(422, "POST", Many, body);

    [Fact]
    public async Task A_credential_in_a_url_is_not_shown_and_stays_when_it_is_given_back_masked()
    {
        await OperationAsync("\"uid\":\"call\",\"http\":{\"url\":\"https://example.com/a?api_key=s3cret&id={{/id}}\"}");
        var shown = await JsonAsync(200, "GET", $"{Many}/call");
        ((string)shown["http"]!["url"]!).ShouldBe("https://example.com/a?api_key=***&id={{/id}}");
        shown["http"]!["headersDigest"].ShouldNotBeNull();
        (await JsonAsync(200, "PUT", $"{Many}/call", """{"http":{"url":"https://example.com/b?api_key=***"}}""")).ToJsonString().ShouldNotContain("s3cret");
        var node = Server.Services.GetRequiredService<Ringback.Server.Node.RingbackNode>();
        node.Catalog.Operations((Core.Catalog.SourceApplication)node.Catalog.Application(node.Catalog.Sources.Single().ApplicationId)!).Single().Definition.Http!.Url.ShouldBe("https://example.com/b?api_key=s3cret");
        await JsonAsync(422, "PUT", $"{Many}/call", """{"http":{"url":"https://example.com/b?token=***"}}""");
        await JsonAsync(422, "POST", Many, """{"http":{"url":"https://example.com/b?token=***"}}""");
    }

    [Fact]
    public async Task Only_the_organisation_itself_may()
    {
        await OperationAsync($"\"uid\":\"a\",{Insert}");
        var source = (string)(await JsonAsync(200, "GET", "/ingest/api/v1/source/shop"))["id"]!;
        UseOtherOrganisation();
        foreach (var path in (string[])[$"{Many}/a", Many, $"{Source}/run", $"/api/v1/source/{source}/operation", $"{Many}/a/run"])
            await JsonAsync(404, "GET", path);
        UseApplication(source);
        foreach (var path in (string[])[$"{Many}/a", Many, $"{Source}/run"])
            await JsonAsync(403, "GET", path);
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        file.CopyTo(memory);
        return memory.ToArray();
    }
}

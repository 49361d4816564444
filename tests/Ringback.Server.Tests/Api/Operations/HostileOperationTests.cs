using System.Text;

namespace Ringback.Server.Tests.Api.Operations;

/// <summary>Definitions and ids that nobody sane would send.</summary>
public sealed class HostileOperationTests : OperationTest
{
    public static TheoryData<string> Definitions() =>
    [
        """{"http":{"url":"https://example.com","body":{"a":"\ud800"}}}""",
        """{"http":{"url":"https://example.com","body":{"\ud800":1}}}""",
        """{"http":{"url":"https://example.com","body":"\ud800"}}""",
        """{"http":{"url":"https://example.com/\ud800"}}""",
        """{"http":{"url":"https://example.com/{{/a\ud800}}"}}""",
        """{"http":{"url":"https://example.com","headers":{"a":"b\r\nc: d"}}}""",
        """{"http":{"url":"https://example.com","headers":{"Host":"elsewhere"}}}""",
        """{"http":{"url":"https://example.com","headers":{"Content-Length":"1"}}}""",
        """{"http":{"url":"https://example.com","headers":{"Transfer-Encoding":"chunked"}}}""",
        """{"http":{"url":"https://{{/host}}/"}}""", """{"http":{"url":"{{/url}}"}}""", """{"http":{"url":"file:///etc/passwd"}}""",
        """{"http":{"url":"https://user:password@example.com/"}}""", """{"http":{"url":"https://example.com\\{{/a}}"}}""",
        """{"emit":{"application":"a","eventType":"b","payload":["\ud800"]}}""",
        """{"emit":{"application":"\ud800","eventType":"b"}}""",
        """{"conditions":[{"pointer":"/a","equals":"\ud800"}],"emit":{"application":"a","eventType":"b"}}""",
        """{"conditions":[{"pointer":"/a","in":["\ud800"]}],"emit":{"application":"a","eventType":"b"}}""",
        """{"conditions":[{"pointer":"/\ud800","exists":true}],"emit":{"application":"a","eventType":"b"}}""",
        """{"conditions":[{"pointer":"/a","equals":1e999999999}],"emit":{"application":"a","eventType":"b"}}""",
        """{"conditions":[{"pointer":"/99999999999999999999","exists":true}],"emit":{"application":"a","eventType":"b"}}""",
        """{"conditions":[{"pointer":"/a/~2","exists":true}],"emit":{"application":"a","eventType":"b"}}""",
        """{"eventTypes":["\ud800"],"emit":{"application":"a","eventType":"b"}}""",
        """{"sql":{"connection":"shop","statements":[{"sql":"select '\ud800'"}]}}""",
        """{"sql":{"connection":"shop","statements":[{"sql":"select '\u0000'"}]}}""",
        """{"sql":{"connection":"shop","statements":[{"sql":"select @a","parameters":{"a":"/\ud800"}}]}}""",
        """{"sql":{"connection":"\ud800","statements":[{"sql":"select 1"}]}}""",
        """{"sql":{"connection":"../../etc/passwd","statements":[{"sql":"select 1"}]}}""",
        """{"sql":{"connection":"shop","statements":[{"sql":"attach database 'x' as y"}]}}""",
        """{"sql":{"connection":"shop","statements":[]}}""", """{"sql":{"connection":"shop","statements":[null]}}""", """{"sql":[]}""", """{"sql":null}""",
        """{"retrySchedule":"99999999999d","emit":{"application":"a","eventType":"b"}}""",
    ];

    [Theory]
    [MemberData(nameof(Definitions))]
    public async Task A_definition_is_taken_and_works_or_refused(string definition)
    {
        var answer = await Server.SendAsync("POST", Many, definition);

        answer.Status.ShouldBeOneOf([201, 400, 422], answer.Body);
        await JsonAsync(200, "GET", Many);
        foreach (var value in new[] { "1", "\"\\ud800\"", "\"\"", "{}", "1e400" }) await ReceiveAsync($$"""{"a":{{value}},"n":{{value.Length}}}""");
        if (answer.Status == 201) await RunsOrNoneAsync();
    }

    [Theory]
    [InlineData("\"\\u0000\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("1e999999999")]
    [InlineData("-0")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890")]
    public async Task Any_value_is_a_parameter_or_the_run_fails(string value)
    {
        await OperationAsync(Insert);
        await ReceiveAsync($$"""{"id":{{value}},"amount":{{value}}}""");
        await RunsAsync(1);
    }

    [Fact]
    public async Task What_is_made_of_an_events_bytes_can_be_read()
    {
        await ApplicationAsync("customer");
        await OperationAsync(""" "emit":{"application":"customer","eventType":"told","payload":{"a":{"a":"{{/value}}"},"whole":"{{$message.payload}}"}} """);
        foreach (var value in new[] { "\"\u00ff\"", "\"\\ud800\"", string.Concat(Enumerable.Repeat("[", 63)) + string.Concat(Enumerable.Repeat("]", 63)) })
            await ReceiveAsync(Encoding.Latin1.GetBytes($$"""{"value":{{value}}}"""));
        await RunsAsync(3);
        var told = await JsonAsync(200, "GET", "/api/v1/app/customer/msg");
        told["data"]!.AsArray().ShouldNotBeEmpty();
        foreach (var message in told["data"]!.AsArray())
        {
            message!["payload"].ShouldNotBeNull();
            await JsonAsync(200, "GET", $"/api/v1/app/customer/msg/{message["id"]}");
        }
    }

    [Fact]
    public async Task Operations_and_endpoints_are_not_each_other()
    {
        var source = (string)(await JsonAsync(200, "GET", "/ingest/api/v1/source/shop"))["id"]!;
        var operation = await OperationAsync("\"uid\":\"both\"," + Insert);
        var endpoint = (string)(await JsonAsync(201, "POST", "/ingest/api/v1/source/shop/endpoint", """{"url":"https://example.com/hook"}"""))["id"]!;
        await ReceiveAsync("""{"id":"a","amount":1}""");
        await RunsAsync(1);
        var message = (string)(await JsonAsync(200, "GET", $"/api/v1/app/{source}/msg"))["data"]![0]!["id"]!;
        foreach (var bearer in new[] { "organisation", "application" })
        {
            if (bearer == "application") UseApplication(source);
            foreach (var id in new[] { operation, "ep_" + operation[3..], "both" })
            {
                foreach (var (method, path) in new[]
                {
                    ("GET", $"/api/v1/app/{source}/endpoint/{id}"), ("PATCH", $"/api/v1/app/{source}/endpoint/{id}"), ("DELETE", $"/api/v1/app/{source}/endpoint/{id}"),
                    ("GET", $"/api/v1/app/{source}/endpoint/{id}/secret"), ("GET", $"/api/v1/app/{source}/endpoint/{id}/headers"),
                    ("GET", $"/api/v1/app/{source}/endpoint/{id}/stats"), ("GET", $"/api/v1/app/{source}/endpoint/{id}/msg"),
                    ("GET", $"/api/v1/app/{source}/attempt/endpoint/{id}"), ("POST", $"/api/v1/app/{source}/msg/{message}/endpoint/{id}/resend"),
                    ("GET", $"/api/v1/app/{source}/msg/{message}/endpoint/{id}/attempt"),
                })
                {
                    var answer = await Server.SendAsync(method, path, method is "PATCH" ? "{}" : null);
                    answer.Status.ShouldBeOneOf([401, 403, 404], $"{bearer} {method} {path}: {answer.Body}");
                }
            }
            var attempts = await JsonAsync(200, "GET", $"/api/v1/app/{source}/attempt/msg/{message}");
            attempts["data"]!.AsArray().Where(a => ((string)a!["endpointId"]!) != endpoint).ShouldBeEmpty();
            var destinations = await JsonAsync(200, "GET", $"/api/v1/app/{source}/msg/{message}/endpoint");
            destinations["data"]!.AsArray().Where(a => ((string)a!["id"]!) != endpoint).ShouldBeEmpty();
        }
        foreach (var path in new[] { Many, $"{Many}/{operation}", $"{Source}/run", $"{Source}/event/{message}", $"{Source}/refused", $"{Source}/expectation", "/ingest/api/v1/source/shop", "/ingest/api/v1/source" })
            (await GetAsync(path)).Status.ShouldBeOneOf([401, 403, 404], path);
        UseOrganisation();
        foreach (var path in new[] { $"{Many}/{endpoint}", $"{Many}/{endpoint}/run", $"/api/v1/source/{source.Replace("src_", "app_", StringComparison.Ordinal)}" })
            (await GetAsync(path)).Status.ShouldBe(404, path);
        (await PostAsync($"/api/v1/app/{source}/msg", """{"eventType":"forged","payload":{}}""")).Status.ShouldBeOneOf([400, 403, 404, 409, 422]);
        (await Server.SendAsync("PUT", $"/api/v1/app/{source}", """{"name":"x"}""")).Status.ShouldBeOneOf([400, 403, 404, 409, 422]);
        (await Server.SendAsync("DELETE", $"/api/v1/app/{source}")).Status.ShouldBeOneOf([400, 403, 404, 409, 422]);
        UseOtherOrganisation();
        foreach (var id in new[] { source, "shop" })
            foreach (var (method, path) in new[]
            {
                ("GET", ""), ("GET", "/operation"), ("GET", $"/operation/{operation}"), ("PATCH", $"/operation/{operation}"), ("DELETE", $"/operation/{operation}"), ("GET", "/run"),
                ("GET", $"/operation/{operation}/run"), ("GET", $"/operation/{operation}/run/{message}"), ("POST", $"/operation/{operation}/replay"), ("GET", $"/event/{message}"),
                ("POST", $"/event/{message}/operation/{operation}/replay"), ("GET", "/refused"), ("GET", "/expectation"), ("POST", "/operation"), ("POST", "/expectation"),
            })
                (await Server.SendAsync(method, $"/api/v1/source/{id}{path}", BodyOf(method, path))).Status.ShouldBe(404, $"{method} {id} {path}");

        static string? BodyOf(string method, string path) => (method, path) switch
        {
            ("GET", _) => null,
            (_, "/operation") => """{"emit":{"application":"a","eventType":"b"}}""",
            (_, "/expectation") => """{"key":"a","fulfilledWhen":{"keyPointer":"/a"},"poll":{"url":"https://example.com","event":{"type":"a"}}}""",
            _ when path.StartsWith("/operation/", StringComparison.Ordinal) && method == "POST" => """{"since":"2020-01-01T00:00:00Z"}""",
            _ => "{}",
        };
    }

    private async Task ReceiveAsync(byte[] body)
    {
        var path = new Uri((string)(await JsonAsync(200, "GET", "/ingest/api/v1/source/shop"))["ingestUrl"]!).PathAndQuery;
        (await Server.SendAsync("POST", path, body)).Status.ShouldBe(200);
    }

    private async Task RunsOrNoneAsync() => await EventuallyAsync(async () =>
        (await JsonAsync(200, "GET", $"{Source}/run"))["data"]!.AsArray().All(static run => (string)run!["status"]! is not ("pending" or "sending")));
}

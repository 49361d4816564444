using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Record;
using Ringback.Server.Tests.Deliver;
using Ringback.Testing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Operate;

public sealed class HttpOperationTests
{
    [Fact]
    public async Task A_call_is_made_of_the_event_and_what_came_back_is_on_record()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/orders/a b%2Fc/paid", Replies.Status(201, """{"rowsChanged":99}"""));
        await using var node = await TestNode.StartAsync();
        var operation = await AddAsync(node, new HttpOperation(
            "PUT", receiver.Url + "orders/{{/id}}/paid?note={{/note}}&m={{$message.id}}", Json("""{"sum":"{{/sum}}","all":"{{/items}}","none":"{{/x}}","text":"it is {{/note}}!","id":["{{$message.eventType}}"]}"""), 5),
            new Dictionary<string, string> { ["X-Order"] = "order {{/id}}", ["Authorization"] = "Bearer s3cret" });
        var message = await node.PostAsync("""{"id":"a b/c","note":"1&2=3 \"é\"","sum":12.50,"items":[1,{"a":null}]}""");
        await node.UntilDoneAsync();

        var request = receiver.Requests.ShouldHaveSingleItem();
        request.Method.ShouldBe("PUT");
        request.Query.ShouldBe($"?note=1%262%3D3%20%22%C3%A9%22&m={message.PublicId}");
        request.Header("Idempotency-Key").ShouldBe($"{message.PublicId}:{node.Destination(operation).PublicId}");
        request.Header("X-Order").ShouldBe("order a b/c");
        request.Header("Authorization").ShouldBe("Bearer s3cret");
        request.Header("webhook-id").ShouldBeNull();
        request.Header("Content-Type").ShouldBe("application/json");
        var body = JsonDocument.Parse(request.Body).RootElement;
        body.GetProperty("sum").GetRawText().ShouldBe("12.50");
        body.GetProperty("all").GetRawText().ShouldBe("""[1,{"a":null}]""");
        body.GetProperty("none").ValueKind.ShouldBe(JsonValueKind.Null);
        body.GetProperty("text").GetString().ShouldBe("it is 1&2=3 \"é\"!");
        body.GetProperty("id")[0].GetString().ShouldBe("a.b");
        node.Output(operation).ShouldBe("""{"rowsChanged":99}""");
        node.Query($"select code from attempt where ep = {operation}").ShouldBe(201);
    }

    /// <summary>In the body as a value and within a text, in the URL and in a header: the exact value, or a failure that says why.</summary>
    [Theory]
    [InlineData("-0", "-0", "-0")]
    [InlineData("1e400", "1e400", "1e400")]
    [InlineData("-1.10E-400", "-1.10E-400", "-1.10E-400")]
    [InlineData("0.1234567890123456789012345678901234567890", "0.1234567890123456789012345678901234567890", "0.1234567890123456789012345678901234567890")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("\"NaN\"", "\"NaN\"", "NaN")]
    [InlineData("\"\\u0000\"", "\"\\u0000\"", null)]
    [InlineData("\"\\ud800\"", null, null)]
    [InlineData("{\"a\":\"\\udc00\"}", null, "{\"a\":\"\\udc00\"}")]
    [InlineData("{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}")]
    public async Task A_value_is_sent_as_it_came_or_the_run_says_why_not(string json, string? raw, string? text)
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var node = await TestNode.StartAsync(o => o.RetrySchedule = Core.Background.RetrySchedule.None);
        var whole = await AddAsync(node, new HttpOperation("POST", receiver.Url + "whole", Json("""{"v":"{{/v}}"}"""), null));
        var within = await AddAsync(node, new HttpOperation("POST", receiver.Url + "within?v={{/v}}", Json("""{"v":"<{{/v}}>"}"""), null), new Dictionary<string, string> { ["X-V"] = "{{/v}}" });
        await node.PostAsync($$"""{"v":{{json}}}""");
        await node.UntilDoneAsync();
        if (raw is null) node.Query($"select code from attempt where ep = {whole}").ShouldBe(422);
        else receiver.Requests.Single(static request => request.Path == "/whole").Text.ShouldBe($$"""{"v":{{raw}}}""");
        if (text is null)
        {
            node.Query($"select code from attempt where ep = {within}").ShouldBe(422);
            node.Output(within).ShouldNotBeEmpty();
            return;
        }
        var request = receiver.Requests.Single(static one => one.Path == "/within");
        JsonDocument.Parse(request.Body).RootElement.GetProperty("v").GetString().ShouldBe($"<{text}>");
        Uri.UnescapeDataString(request.Query).ShouldBe("?v=" + text);
        request.Header("X-V").ShouldBe(text);
    }

    [Fact]
    public async Task A_very_long_or_deep_value_is_sent_whole_or_the_run_says_why_not()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var node = await TestNode.StartAsync(o => o.RetrySchedule = Core.Background.RetrySchedule.None);
        var body = await AddAsync(node, new HttpOperation("POST", receiver.Url + "whole", Json("""{"v":"{{/v}}","w":"{{/w}}"}"""), null));
        var url = await AddAsync(node, new HttpOperation("POST", receiver.Url + "within?v={{/v}}", null, null));
        var (text, nested) = (new string('x', 300_000), new string('[', 500) + new string(']', 500));
        await node.PostAsync($$"""{"v":"{{text}}","w":{{nested}}}""");
        await node.UntilDoneAsync();
        receiver.Requests.ShouldHaveSingleItem().Text.ShouldBe($$"""{"v":"{{text}}","w":{{nested}}}""");
        node.Deliveries(body, DeliveryState.Success).ShouldBe(1);
        node.Output(url).ShouldContain("URL");
        node.Query($"select code from attempt where ep = {url}").ShouldBe(422);
    }

    [Fact]
    public async Task The_event_itself_is_the_body_where_none_is_given_and_the_key_stays_when_it_is_tried_again()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/", Replies.Flapping(2));
        await using var node = await TestNode.StartAsync();
        await AddAsync(node, new HttpOperation("POST", receiver.Url.ToString(), null, null));
        await node.PostAsync("""{ "as" : "it came" }""");
        await node.UntilDoneAsync();
        receiver.Requests.Count.ShouldBe(3);
        receiver.Requests.ShouldAllBe(request => request.Text == """{ "as" : "it came" }""");
        receiver.Requests.Select(request => request.Header("Idempotency-Key")).Distinct().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("{{/v}}", "/v", "..")]
    [InlineData("{{/v}}", "/v", ".")]
    [InlineData(".{{/v}}", "/v", ".")]
    [InlineData("%2e{{/v}}/x", "/v", ".")]
    [InlineData("{{/v}}", "/v", "")]
    [InlineData("{{/nothing}}", "/v", "a")]
    public async Task A_value_that_would_lead_elsewhere_is_refused(string path, string pointer, string value)
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var node = await TestNode.StartAsync(o => o.RetrySchedule = Core.Background.RetrySchedule.None);
        var operation = await AddAsync(node, new HttpOperation("POST", $"{receiver.Url}api/{path}", null, null));
        await node.PostAsync(JsonSerializer.Serialize(new Dictionary<string, string> { [pointer[1..]] = value }));
        await node.UntilDoneAsync();
        receiver.Count.ShouldBe(0);
        node.Query($"select code from attempt where ep = {operation}").ShouldBe(422);
    }

    [Theory]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("a\nb")]
    [InlineData("é")]
    [InlineData("a\0b")]
    public async Task A_value_can_not_end_its_header(string value)
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var node = await TestNode.StartAsync(o => o.RetrySchedule = Core.Background.RetrySchedule.None);
        var operation = await AddAsync(node, new HttpOperation("POST", receiver.Url.ToString(), null, null), new Dictionary<string, string> { ["X-A"] = "{{/v}}" });
        await node.PostAsync(JsonSerializer.Serialize(new { v = value }));
        await node.UntilDoneAsync();
        receiver.Count.ShouldBe(0);
        node.Output(operation).ShouldBe("A value that is used in a header contains characters other than printable ASCII.");
    }

    [Theory]
    [InlineData("/..a/admin", "%2F..a%2Fadmin")]
    [InlineData("a?b=c#d", "a?b=c#d")]
    [InlineData("a\\b", "a\\b")]
    [InlineData("a%2fb", "a%2fb")]
    [InlineData("\r\nHost: evil", "\r\nHost: evil")]
    public async Task A_value_stays_in_its_segment(string value, string segment)
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var node = await TestNode.StartAsync();
        await AddAsync(node, new HttpOperation("GET", $"{receiver.Url}api/{{{{/v}}}}/end", null, null));
        await node.PostAsync(JsonSerializer.Serialize(new { v = value }));
        await node.UntilDoneAsync();
        var request = receiver.Requests.ShouldHaveSingleItem();
        request.Body.ShouldBeEmpty();
        // As the receiver decodes it, which leaves a slash as it was written.
        request.Path.ShouldBe($"/api/{segment}/end");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("/../../admin")]
    [InlineData("a\\..\\b")]
    public async Task A_value_that_would_be_a_step_up_the_path_calls_nobody(string value)
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var node = await TestNode.StartAsync(o => o.RetrySchedule = Core.Background.RetrySchedule.None);
        var operation = await AddAsync(node, new HttpOperation("GET", $"{receiver.Url}api/{{{{/v}}}}/end", null, null));
        await node.PostAsync(JsonSerializer.Serialize(new { v = value }));
        await node.UntilDoneAsync();
        receiver.Count.ShouldBe(0);
        node.Output(operation).ShouldBe("A value that is used in the URL would give the path a segment . or .., which is not allowed.");
    }

    /// <summary>An earlier version took them.</summary>
    [Fact]
    public async Task A_header_that_is_not_ours_to_send_any_more_is_kept_and_not_sent()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var node = await TestNode.StartAsync();
        var headers = new Dictionary<string, string> { ["X-Forwarded-For"] = "127.0.0.1", ["svix-id"] = "x", ["Host"] = "evil.example", ["X-Mine"] = "yes" };
        await AddAsync(node, new HttpOperation("POST", receiver.Url + "operation", null, null), headers);
        await node.AddAsync(new Uri(receiver.Url, "endpoint"), endpoint => endpoint with
        {
            Sealed = (EndpointCredentials.Open(node.Node.Box, endpoint) with { Headers = headers }).Seal(node.Node.Box, endpoint.Ksuid),
        });
        await node.PostAsync();
        await receiver.WaitForAsync(2);
        foreach (var request in receiver.Requests)
        {
            request.Header("X-Mine").ShouldBe("yes");
            request.Header("X-Forwarded-For").ShouldBeNull();
            request.Header("svix-id").ShouldBeNull();
            request.Header("Host").ShouldBe(receiver.Url.Authority);
        }
    }

    [Fact]
    public async Task A_410_or_days_of_failing_disable_no_operation()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/", Replies.Status(410));
        await using var node = await TestNode.StartAsync(o => o.DisableAfter = TimeSpan.FromSeconds(1));
        var operation = await AddAsync(node, new HttpOperation("POST", receiver.Url.ToString(), null, null));
        await node.PostAsync();
        await node.UntilDoneAsync();
        receiver.Count.ShouldBe(7);
        node.Destination(operation).Disabled.ShouldBeFalse();
        node.Deliveries(operation, DeliveryState.Fail).ShouldBe(1);
    }

    [Fact]
    public async Task What_the_guard_refuses_is_not_called()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var node = await TestNode.StartAsync(o =>
        {
            o.AllowedDestinations = CidrList.Empty;
            o.RetrySchedule = Core.Background.RetrySchedule.None;
        });
        var operation = await AddAsync(node, new HttpOperation("POST", receiver.Url.ToString(), null, null));
        await node.PostAsync();
        await node.UntilDoneAsync();
        receiver.Count.ShouldBe(0);
        node.Output(operation).ShouldContain("not allowed");
    }

    /// <summary>Each holds what it made of the event until the receiver has answered: a hundred of them would be the server's memory.</summary>
    [Fact]
    public async Task Runs_on_a_large_event_go_one_after_the_other()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        int now = 0, most = 0;
        var overlap = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.On("/", async (context, stopping) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            if (most > 1) overlap.TrySetResult();
            await Task.WhenAny(overlap.Task, Task.Delay(200, stopping));
            Interlocked.Decrement(ref now);
        });
        await using var node = await TestNode.StartAsync();
        for (var i = 0; i < 4; i++)
            await AddAsync(node, new HttpOperation("POST", receiver.Url.ToString(), Json("""{"text":"{{/a}}{{/a}}"}"""), null));
        await node.PostAsync($$"""{"a":"{{new string('x', 12_000_000)}}"}""");
        await node.UntilDoneAsync();
        receiver.Count.ShouldBe(4);
        most.ShouldBe(1);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static Task<int> AddAsync(TestNode node, HttpOperation http, IReadOnlyDictionary<string, string>? headers = null) =>
        node.AddOperationAsync(new OperationDefinition { Http = http }, operation => operation with
        {
            Sealed = headers is null ? [] : new EndpointCredentials([], headers).Seal(node.Node.Box, operation.Ksuid),
        });
}

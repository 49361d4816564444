using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ringback.Core.Observe;
using Ringback.Testing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Observe;

/// <summary>What can be seen from outside: metrics in Prometheus' text, spans that join the caller's trace, OTLP.</summary>
public sealed partial class TelemetryTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task The_trace_of_who_posted_a_message_goes_on_to_the_receiver()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var receiver = await FakeReceiver.StartAsync();
        await using var server = await StartAsync();
        var message = await PostAsync(server, receiver, ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01"));
        await receiver.WaitForAsync(1);

        receiver.Requests.Single().Header("traceparent").ShouldNotBeNull().ShouldContain(Trace);
        await Wait.UntilAsync(() => spans.Any(Ours), () => spans.Select(span => span.DisplayName));
        var span = spans.First(Ours);
        span.TraceId.ToHexString().ShouldBe(Trace);
        span.ParentSpanId.ToHexString().ShouldBe("00f067aa0ba902b7");
        span.Kind.ShouldBe(ActivityKind.Client);

        bool Ours(Activity ended) => Equals(ended.GetTagItem("ringback.message"), message);
    }

    [Fact]
    public async Task Every_stage_shows_its_counts_in_the_text_format_of_Prometheus()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var server = await StartAsync();
        await PostAsync(server, receiver);
        await receiver.WaitForAsync(1);

        var text = await Wait.ForAsync(async () =>
        {
            var answer = await server.SendAsync("GET", "/metrics");
            answer.Status.ShouldBe(200);
            return answer.Body;
        }, body => Figure(body, "ringback_delivery_attempts_total{outcome=\"success\"}") >= 1
            // The process has one set of figures, and another test's store may be full for a while.
            && Figure(body, "ringback_store_writable") == 1);

        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Line().IsMatch(line).ShouldBeTrue(line);
        Figure(text, "ringback_accept_messages_total{result=\"accepted\"}").ShouldBeGreaterThanOrEqualTo(1);
        Figure(text, "ringback_route_deliveries_total").ShouldBeGreaterThanOrEqualTo(1);
        Figure(text, "ringback_commit_duration_seconds_count").ShouldBeGreaterThanOrEqualTo(1);
        text.ShouldNotContain("app_", customMessage: "no tenant's name belongs in a metric");
    }

    [Fact]
    public async Task A_server_told_not_to_shows_no_metrics()
    {
        await using var server = await RunningServer.StartAsync(options => options.Metrics = false);
        (await server.SendAsync("GET", "/metrics")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Spans_and_metrics_go_to_a_collector_over_OTLP()
    {
        await using var collector = await FakeReceiver.StartAsync();
        await using var receiver = await FakeReceiver.StartAsync();
        await using (var server = await StartAsync(options => options.OtlpEndpoint = collector.At("/otlp")))
        {
            await PostAsync(server, receiver);
            await receiver.WaitForAsync(1);
        }

        // Both are sent at the latest when the server ends.
        collector.Requests.ShouldContain(r => r.Path == "/otlp/v1/traces");
        collector.Requests.ShouldContain(r => r.Path == "/otlp/v1/metrics");
    }

    private static Task<RunningServer> StartAsync(Action<Core.Settings.RingbackOptions>? configure = null) =>
        RunningServer.StartAsync(options =>
        {
            options.AllowedDestinations = CidrList.TryParse("127.0.0.0/8", out var list, out _) ? list : CidrList.Empty;
            configure?.Invoke(options);
        });

    private static async Task<string> PostAsync(RunningServer server, FakeReceiver receiver, params (string, string)[] headers)
    {
        (await server.SendAsync("POST", "/api/v1/app", """{"name": "traced", "uid": "traced"}""")).Status.ShouldBe(201);
        (await server.SendAsync("POST", "/api/v1/app/traced/endpoint", $$"""{"url": "{{receiver.Url}}"}""")).Status.ShouldBe(201);
        var posted = await server.SendAsync(
            "POST", "/api/v1/app/traced/msg", """{"eventType": "a.b", "payload": {}}"""u8.ToArray(), headers);
        posted.Status.ShouldBe(202);
        return JsonDocument.Parse(posted.Body).RootElement.GetProperty("id").GetString()!;
    }

    private static double Figure(string text, string series) =>
        text.Split('\n').FirstOrDefault(l => l.StartsWith(series + " ", StringComparison.Ordinal)) is { } line
            ? double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture)
            : 0;

    [GeneratedRegex("""^(# (HELP|TYPE) [a-z_]+ .*|[a-z_]+(\{([a-z_]+="[^"]*",?)+\})? [-+0-9.eENaInf]+)$""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}

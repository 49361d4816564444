using Ringback.Core.Settings;
using Ringback.Testing;

namespace Ringback.Server.Tests.Listening;

/// <summary>What a proxy's rule says of a path holds: there is one way to write it. And metrics may have an address of their own.</summary>
public sealed class ExactPathTests
{
    public static TheoryData<string> OtherSpellings() =>
    [
        "/METRICS", "/Metrics", "/%6Detrics", "/%6d%65trics", "/metrics/", "/metrics//", "//metrics", "/in/%2e%2e/metrics", "/in/../metrics", "/x/..%2fmetrics",
        "/metrics%2f", "/metrics%20", "/metrics;a", "http://x/METRICS", "/./metrics",
    ];

    [Theory]
    [MemberData(nameof(OtherSpellings))]
    public async Task Metrics_answer_to_one_spelling_of_their_path(string target)
    {
        await using var server = await RunningServer.StartAsync();
        var (status, text) = await RawRequest.SendAsync(server.Client.BaseAddress!.Port, "GET", target);
        status.ShouldBeOneOf([400, 404], target);
        text.ShouldNotContain("ringback_");
        (await server.SendAsync("GET", "/metrics")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("/API/v1/app")]
    [InlineData("/api/v1/APP")]
    [InlineData("/api/%761/app")]
    [InlineData("/HEALTH")]
    [InlineData("/Portal")]
    [InlineData("/DOCS/index.html")]
    [InlineData("/%64ocs/index.html")]
    [InlineData("/OpenApi/v1.json")]
    public async Task So_does_everything_else(string target)
    {
        await using var server = await RunningServer.StartAsync();
        var token = $"Authorization: {server.Client.DefaultRequestHeaders.Authorization}\r\n";
        (await RawRequest.SendAsync(server.Client.BaseAddress!.Port, "GET", target, token)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task With_metrics_url_they_answer_there_and_nowhere_else_and_nothing_else_does()
    {
        using var reserved = new ReservedPort();
        var port = reserved.Number;
        await using var server = await RunningServer.StartAsync(options => options.MetricsUrl = reserved.Url);
        server.Client.BaseAddress!.Port.ShouldNotBe(port);

        var (status, text) = await RawRequest.SendAsync(port, "GET", "/metrics");
        status.ShouldBe(200);
        text.ShouldContain("# TYPE");
        foreach (var path in new[] { "/metrics", "/metrics/", "/METRICS", "/%6Detrics" }) (await RawRequest.SendAsync(server.Client.BaseAddress.Port, "GET", path)).Status.ShouldBe(404, path);
        var token = $"Authorization: {server.Client.DefaultRequestHeaders.Authorization}\r\n";
        foreach (var path in new[] { "/", "/api/v1/app", "/health", "/portal", "/docs/index.html", "/metrics/", "/in/x" }) (await RawRequest.SendAsync(port, "GET", path, token)).Status.ShouldBe(404, path);
        (await RawRequest.SendAsync(port, "POST", "/api/v1/app/x/msg", token, "{}")).Status.ShouldBe(404);
        (await server.SendAsync("GET", "/health")).Status.ShouldBe(204);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9464", null)]
    [InlineData("http://*:9464", null)]
    [InlineData("http://127.0.0.1:8071", "which an address in urls also has")]
    [InlineData("http://[::1]:8071", "which an address in urls also has")]
    [InlineData("http://127.0.0.1:0", "it has no port")]
    [InlineData("https://127.0.0.1:9464", "TLS")]
    [InlineData("http://127.0.0.1:9464/metrics", "more than a host")]
    [InlineData("metrics", "not an address")]
    public void A_metrics_url_is_an_address_with_a_port_of_its_own(string url, string? problem)
    {
        var errors = RingbackOptionsValidator.Validate(new RingbackOptions { MetricsUrl = url });
        if (problem is null) errors.ShouldBeEmpty();
        else errors.ShouldContain(error => error.Key == "metrics-url" && error.Problem.Contains(problem));
    }
}

using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Core.Background;
using Ringback.Core.Operate;
using Ringback.Core.Settings;
using Ringback.Server.Api.Http;
using Ringback.Server.Auth;
using Ringback.Server.Node;
using Ringback.Server.Tests.Operate;
using Ringback.Storage.Relational;
using Ringback.Storage.Sqlite;
using Ringback.Testing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Api.Http;

/// <summary>What a token that may only look is shown, and that reading changes nothing: by the routes that there are.</summary>
public sealed class ReadOnlyTests : ApiTest
{
    /// <summary>All that a read-only token may read. None of it shows a secret; docs/reference/api.md says the same.</summary>
    private static readonly string[] MayRead =
    [
        "/api/v1/app/{app_id}", "/api/v1/app/{app_id}/endpoint", "/api/v1/app/{app_id}/endpoint/{endpoint_id}",
        "/api/v1/app/{app_id}/endpoint/{endpoint_id}/headers", "/api/v1/app/{app_id}/endpoint/{endpoint_id}/stats",
        "/api/v1/app/{app_id}/endpoint/{endpoint_id}/msg",
        "/api/v1/app/{app_id}/msg", "/api/v1/app/{app_id}/msg/{msg_id}", "/api/v1/app/{app_id}/msg/{msg_id}/endpoint",
        "/api/v1/app/{app_id}/msg/{msg_id}/endpoint/{endpoint_id}/attempt", "/api/v1/app/{app_id}/msg/{msg_id}/attempt",
        "/api/v1/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}", "/api/v1/app/{app_id}/attempt/endpoint/{endpoint_id}",
        "/api/v1/app/{app_id}/attempt/msg/{msg_id}", "/api/v1/app/{app_id}/poller/{sink_id}", "/api/v1/event-type", "/api/v1/event-type/{event_type_name}",
        "/ingest/api/v1/source/{source_id}/endpoint", "/ingest/api/v1/source/{source_id}/endpoint/{endpoint_id}",
        "/ingest/api/v1/source/{source_id}/endpoint/{endpoint_id}/headers", "/ingest/api/v1/source/{source_id}/endpoint/{endpoint_id}/transformation",
    ];

    /// <summary>A consumer's read moves its cursor, so that it isn't for those who only look.</summary>
    private const string Consumer = "/api/v1/app/{app_id}/poller/{sink_id}/consumer/{consumer_id}";

    private const string Secret = "s3cret";

    private readonly ShopDatabase _shop = new();
    private readonly ManualTime _time = new();
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _secrets = [Secret];
    private readonly List<string> _ingestTokens = [];
    private FakeReceiver _receiver = null!;

    private protected override TimeProvider? Time => _time;

    public override async ValueTask InitializeAsync()
    {
        _receiver = await FakeReceiver.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _receiver.DisposeAsync();
        _shop.Dispose();
    }

    private protected override void Configure(RingbackOptions options)
    {
        options.Connections = [new NamedConnection("shop", ConnectionKind.Sqlite, _shop.Path)];
        options.RetrySchedule = RetrySchedule.None;
        options.AllowedDestinations = CidrList.CreateFrom([System.Net.IPNetwork.Parse("127.0.0.0/8")]);
    }

    [Theory]
    [InlineData("app_id")]
    [InlineData("source_id")]
    public async Task A_token_that_may_only_look_reads_no_secret(string of)
    {
        await SeedAsync(of);
        UseApplication(_values["app_id"], Capability.ViewBase);
        var read = new List<string>();
        foreach (var (route, access) in Routes())
        {
            var answer = await GetAsync(PathOf(route));
            var may = access is { Access: Access.Application, Needs: Capability.ViewBase };
            // A customer's token finds no source.
            var found = of == "source_id" || !route.Contains("{source_id}", StringComparison.Ordinal);
            if (access.Access != Access.Open) answer.Status.ShouldBe(!may ? 403 : found ? 200 : 404, $"{route}: {answer.Body}");
            if (may) read.Add(route);
            foreach (var secret in _secrets) answer.Body.ShouldNotContain(secret, Case.Sensitive, route);
        }

        read.Order(StringComparer.Ordinal).ShouldBe(MayRead.Order(StringComparer.Ordinal));
    }

    /// <summary>Nor is it given one in what an organisation's own token reads: secrets are shown where they are asked for by name, and when they are made.</summary>
    [Fact]
    public async Task An_organisations_token_reads_secrets_only_where_they_are_asked_for()
    {
        await SeedAsync("app_id");
        foreach (var (route, _) in Routes())
        {
            if (route.EndsWith("/secret", StringComparison.Ordinal)) continue;
            var answer = await GetAsync(PathOf(route));
            // The URLs and plain headers of its own endpoints, and where its providers call, are an organisation's to see.
            foreach (var secret in _secrets.Where(one => one != Secret && !_ingestTokens.Contains(one))) answer.Body.ShouldNotContain(secret, Case.Sensitive, route);
            answer.Body.ShouldNotContain(Secret + "-hidden", Case.Sensitive, route);
        }
    }

    [Fact]
    public async Task A_read_writes_nothing()
    {
        await SeedAsync("app_id");
        var store = (RelationalStore)Server.Services.GetRequiredService<RingbackNode>().Store;
        var writing = new List<string>();
        foreach (var (route, _) in Routes())
        {
            var wrote = true;
            // What runs beside it may commit; what writes does it each time.
            for (var i = 0; i < 5 && wrote; i++)
            {
                var before = store.Commits;
                (await GetAsync(PathOf(route))).Status.ShouldBeLessThan(500, route);
                wrote = store.Commits != before;
            }

            if (wrote) writing.Add(route);
        }

        // This one does with an iterator of its own, and is for those who may change.
        writing.ShouldBeEmpty();
        Routes().Single(static one => one.Route == Consumer).Access.Needs.AllowsChanges().ShouldBeTrue();
    }

    private List<(string Route, RouteAccess Access)> Routes() =>
    [
        .. Server.Services.GetServices<EndpointDataSource>().SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(static endpoint => (Route: endpoint.RoutePattern.RawText!, Access: endpoint.Metadata.GetMetadata<RouteAccess>()!))
            .Where(static one => one.Access is not null),
    ];

    private string PathOf(string route) => string.Join('/', route.Split('/').Select(step => step is ['{', .., '}'] ? Uri.EscapeDataString(_values[step[1..^1]]) : step))
        + (route.EndsWith("/msg", StringComparison.Ordinal) || route.Contains("/attempt", StringComparison.Ordinal) ? "?with_content=true&with_msg=true" : "");

    /// <param name="of">Whether the token is for a customer's application or for a source.</param>
    private async Task SeedAsync(string of)
    {
        await EventTypeAsync("a.b");
        var application = await ApplicationAsync("customer");
        var source = await JsonAsync(201, "POST", "/ingest/api/v1/source", $$$$"""
            {"type":"github","name":"Hub","uid":"hub","config":{"secret":"{{{{Secret}}}}-hidden-source"},
             "expectations":[{"name":"r","on":{"eventTypes":["push"]},"keyPointer":"/id","fulfilledWhen":{"eventTypes":["ping"]},
               "poll":{"url":"https://api.example.com/x?api_key={{{{Secret}}}}-hidden-poll","headers":{"X-Plain":"{{{{Secret}}}}-hidden-poll"}}}]}
            """);
        _ingestTokens.Add(((string)source["ingestUrl"]!).Split('/')[^1]);
        var plain = await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"Plain","uid":"plain"}""");
        var ingest = new Uri((string)plain["ingestUrl"]!).AbsolutePath;
        _ingestTokens.Add(ingest.Split('/')[^1]);
        _secrets.AddRange(_ingestTokens);
        var isSource = of == "source_id";
        var subject = isSource ? (string)plain["id"]! : application;
        (_values["app_id"], _values["source_id"]) = (subject, (string)(isSource ? plain : source)["id"]!);
        var scope = isSource ? $"/ingest/api/v1/source/{subject}" : $"/api/v1/app/{application}";
        var endpoint = (string)(await JsonAsync(201, "POST", scope + "/endpoint",
            $$$"""{"url":"{{{_receiver.Url}}}hook?token={{{Secret}}}","headers":{"Authorization":"{{{Secret}}}-hidden","X-Plain":"{{{Secret}}}"}}"""))["id"]!;
        _values["endpoint_id"] = endpoint;
        _secrets.Add((string)(await JsonAsync(200, "GET", $"{scope}/endpoint/{endpoint}/secret"))["key"]!);
        _values["sink_id"] = (string)(await JsonAsync(201, "POST", scope + "/endpoint", """{"kind":"poller"}"""))["id"]!;
        _values["consumer_id"] = "c";
        _values["event_type_name"] = "a.b";
        _values["operation_id"] = (string)(await JsonAsync(201, "POST", "/api/v1/source/hub/operation",
            $$$$"""{"http":{"url":"https://example.com/x?api_key={{{{Secret}}}}-hidden","headers":{"X-Api-Key":"{{{{Secret}}}}-hidden"}}}"""))["id"]!;
        _values["expectation_id"] = (string)(await JsonAsync(201, "POST", "/api/v1/source/hub/expectation", $$$$"""
            {"key":"k","fulfilledWhen":{"keyPointer":"/id","eventTypes":["push"]},"poll":{"url":"https://api.example.com/x?access_token={{{{Secret}}}}-hidden","headers":{"X-A":"{{{{Secret}}}}-hidden"}}}
            """))["id"]!;
        var operational = await JsonAsync(201, "POST", "/api/v1/operational-webhook/endpoint", $$$"""{"url":"https://example.com/ops","headers":{"Authorization":"{{{Secret}}}-hidden"}}""");
        _secrets.Add((string)(await JsonAsync(200, "GET", $"/api/v1/operational-webhook/endpoint/{operational["id"]}/secret"))["key"]!);
        _secrets.Add((string)(await JsonAsync(200, "POST", $"/api/v1/auth/app-portal-access/{application}"))["token"]!);
        _secrets.Add(_shop.Path);
        _values["task_id"] = "qtask_" + default(Core.Ids.Ksuid);
        if (isSource) (await Server.SendAsync("POST", ingest, "{}")).Status.ShouldBe(200);
        else await JsonAsync(202, "POST", $"/api/v1/app/{subject}/msg", """{"eventType":"a.b","payload":{}}""");
        await _receiver.WaitForAsync(1);
        JsonNode? attempt = null;
        await EventuallyAsync(async () => (attempt = (await JsonAsync(200, "GET", $"/api/v1/app/{subject}/attempt/endpoint/{endpoint}"))["data"]!.AsArray().FirstOrDefault()) is not null);
        (_values["attempt_id"], _values["msg_id"]) = ((string)attempt!["id"]!, (string)attempt["msgId"]!);
    }
}

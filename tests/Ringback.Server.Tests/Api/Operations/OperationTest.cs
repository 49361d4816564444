using System.Text.Json.Nodes;
using Ringback.Core.Background;
using Ringback.Core.Operate;
using Ringback.Core.Settings;
using Ringback.Server.Tests.Operate;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Api.Operations;

/// <summary>A test of operations: a source, and a shop's database that the settings name.</summary>
public abstract class OperationTest : ApiTest
{
    private protected const string Source = "/api/v1/source/shop";
    private protected const string Many = Source + "/operation";
    private protected const string Insert = """
        "sql":{"connection":"shop","statements":[{"sql":"insert into paid (id, amount) values (@id, @amount)","parameters":{"id":"/id","amount":"/amount"}}]}
        """;

    private string _ingest = "";

    private protected ShopDatabase Shop { get; } = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var source = await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"Shop","uid":"shop"}""");
        _ingest = new Uri((string)source["ingestUrl"]!).PathAndQuery;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Shop.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected override void Configure(RingbackOptions options)
    {
        options.Connections =
        [
            new NamedConnection("shop", ConnectionKind.Sqlite, Shop.Path),
            new NamedConnection("theirs", ConnectionKind.Sqlite, Shop.Path, "org_" + default(Core.Ids.Ksuid)),
        ];
        options.RetrySchedule = RetrySchedule.None;
        options.AllowedDestinations = CidrList.CreateFrom([System.Net.IPNetwork.Parse("127.0.0.0/8")]);
    }

    /// <summary>As the provider calls.</summary>
    private protected async Task ReceiveAsync(string body) => (await Server.SendAsync("POST", _ingest, body)).Status.ShouldBe(200);

    /// <returns>Its id.</returns>
    private protected async Task<string> OperationAsync(string fields) => (string)(await JsonAsync(201, "POST", Many, "{" + fields + "}"))["id"]!;

    /// <summary>The runs of the source, once there are so many and none of the source is pending; more than that is a failure.</summary>
    private protected async Task<JsonNode[]> RunsAsync(int count, string query = "")
    {
        JsonNode[] runs = [];
        // A run that is still pending may be one of those that are asked for a moment later, so that all are looked at.
        await EventuallyAsync(
            async () => (await ReadAsync("limit=250")).All(static run => (string)run["status"]! is not ("pending" or "sending"))
                && (runs = await ReadAsync(query)).Length >= count,
            $"{count} runs by \"{query}\" and none that is pending");
        runs.Length.ShouldBe(count, $"runs by \"{query}\": {string.Join(", ", runs.Select(static run => run.ToJsonString()))}");
        return runs;

        async Task<JsonNode[]> ReadAsync(string narrowed) =>
            [.. (await JsonAsync(200, "GET", $"{Source}/run?{narrowed}"))["data"]!.AsArray().Select(static run => run!)];
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ringback.Core.Settings;
using Ringback.Server.Tests.Api;
using Ringback.Testing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Reconcile;

/// <summary>A payment provider that signs as Stripe does, calls late or never, and can be asked.</summary>
public abstract class ReconcileTest : ApiTest
{
    private protected const string Secret = "whsec_dGhpcyBpcyBhIHNlY3JldCBvZiB0aGUgdGVzdA";

    private protected ManualTime Clock { get; } = new();

    private protected override TimeProvider? Time => Clock;

    private protected FakeReceiver Provider { get; private set; } = null!;

    private protected string SourceId { get; private set; } = "";

    private protected string IngestUrl { get; private set; } = "";

    private protected virtual string More => "";

    public override async ValueTask InitializeAsync()
    {
        Provider = await FakeReceiver.StartAsync();
        await StartServerAsync();
        await MakeSourceAsync(More);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Provider.DisposeAsync();
    }

    private protected override void Configure(RingbackOptions options) =>
        options.AllowedDestinations = CidrList.TryParse("127.0.0.0/8", out var own, out _) ? own : CidrList.Empty;

    /// <summary>A payment's state, as the provider answers when it is asked.</summary>
    private protected void Answers(params string[] states) => AnswersOf("pay_1", states);

    private protected void AnswersOf(string payment, params string[] states) =>
        Provider.On($"/payments/{payment}", [.. states.Select(state => Replies.Status(200, $$"""{"id":"{{payment}}","status":"{{state}}"}"""))]);

    private protected string Expectation(string more = "", string poll = "") =>
        $$$"""
        {"key":"pay_1","fulfilledWhen":{"keyPointer":"/data/object/id","eventTypes":["payment.paid"]},"within":"10m",
         "poll":{"url":"{{{Provider.At("/payments/pay_1")}}}","headers":{"Authorization":"Bearer key"},
                 "until":{"conditions":[{"pointer":"/status","equals":"paid"}]},
                 "event":{"type":"payment.{{/status}}","id":"made-{{/id}}","payload":{"type":"payment.paid","data":{"object":"{{}}"} } } {{{poll}}}} {{{more}}}}
        """;

    private protected Task<JsonNode> ExpectAsync(string more = "", string poll = "") =>
        JsonAsync(201, "POST", $"/api/v1/source/{SourceId}/expectation", Expectation(more, poll));

    private protected Task<JsonNode> ReadAsync(JsonNode expectation) =>
        JsonAsync(200, "GET", $"/api/v1/source/{SourceId}/expectation/{expectation["id"]}");

    private protected async Task<JsonNode> UntilAsync(JsonNode expectation, string status)
    {
        var last = expectation;
        await EventuallyAsync(async () =>
        {
            // A loop that was just going to sleep when the test moved the clock sleeps from then on.
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            return (string?)(last = await ReadAsync(expectation))["status"] == status;
        }, $"an expectation that is {status}");
        return last;
    }

    private protected async Task<JsonNode> UntilEndedAsync(JsonNode expectation)
    {
        await EventuallyAsync(async () =>
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            return (string?)(await ReadAsync(expectation))["status"] is not ("open" or "polling");
        });
        return await ReadAsync(expectation);
    }

    /// <summary>The provider calls.</summary>
    private protected async Task CallAsync(string type, string id, string payment = "pay_1", string state = "paid")
    {
        var body = $$"""{"id":"{{id}}","type":"{{type}}","data":{"object":{"id":"{{payment}}","status":"{{state}}"} } }""";
        var time = Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{time}.{body}")));
        var answer = await Server.SendAsync("POST", new Uri(IngestUrl).PathAndQuery, Encoding.UTF8.GetBytes(body), ("Stripe-Signature", $"t={time},v1={signature}"));
        answer.Status.ShouldBe(200, answer.Body);
    }

    /// <summary>What a source has expected so far, oldest first.</summary>
    private protected async Task<JsonArray> ExpectationsAsync() =>
        (await JsonAsync(200, "GET", $"/api/v1/source/{SourceId}/expectation?order=ascending"))["data"]!.AsArray();

    private protected async Task<JsonArray> EventsAsync() =>
        (await JsonAsync(200, "GET", $"/api/v1/app/{SourceId}/msg?order=ascending"))["data"]!.AsArray();

    private protected async Task<string> OriginAsync(string message) =>
        (string)(await JsonAsync(200, "GET", $"/api/v1/source/{SourceId}/event/{message}"))["origin"]!;

    private protected async Task MakeSourceAsync(string more)
    {
        var source = await JsonAsync(201, "POST", "/ingest/api/v1/source", $$"""{"type":"stripe","name":"Payments","config":{"secret":"{{Secret}}"}{{more}}}""");
        (SourceId, IngestUrl) = ((string)source["id"]!, (string)source["ingestUrl"]!);
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Client.Api;
using Ringback.Client.Tests.Api;

namespace Ringback.Client.Tests.Docs;

/// <summary>What the pages show of the typed client, compiled and run.</summary>
public sealed class ApiSnippets
{
    private const string Stripe = """{"id":"src_1","type":"stripe","name":"Payments","ingestUrl":"http://h/in/t"}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Making_a_source()
    {
        using var stub = new StubServer(
            (HttpStatusCode.OK, Stripe),
            (HttpStatusCode.OK, """{"data":[{"messageId":"msg_1","eventType":"a","operationId":"op_1","status":"fail"}],"iterator":null,"done":true}"""),
            (HttpStatusCode.Accepted, """{"status":"started"}"""));
        var services = new ServiceCollection();
        var token = "token";
        #region api
        services.AddRingbackClient(options =>
        {
            options.Server = new Uri("http://127.0.0.1:8071");
            options.Token = token;
        });
        #endregion
        services.AddHttpClient("Ringback").ConfigurePrimaryHttpMessageHandler(() => stub);
        await using var provider = services.BuildServiceProvider();
        var ringback = provider.GetRequiredService<RingbackClient>();
        var lines = new List<string>();
        #region source
        var source = await ringback.Sources.PutAsync("payments", new SourceInput
        {
            Type = "stripe",
            Name = "Payments",
            Config = new JsonObject { ["secret"] = "whsec_…" },
        });
        lines.Add($"tell Stripe to call {source.IngestUrl}");

        await foreach (var run in ringback.Runs.ListAsync("payments", new RunFilter { Status = "fail" }))
        {
            lines.Add($"{run.MessageId}: {run.LastAttempt?.Error}");
            await ringback.Runs.ReplayAsync("payments", run.OperationId, run.MessageId);
        }
        #endregion
        lines.ShouldBe(["tell Stripe to call http://h/in/t", "msg_1: "]);
        stub.Requests.Count.ShouldBe(3);
        Stop.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task Expecting()
    {
        using var stub = new StubServer((HttpStatusCode.Created, """{"id":"exp_1","key":"pay_123","status":"open","fulfilledWhen":{"keyPointer":"/data/object/id"},"lookBack":"1h"}"""));
        var ringback = new RingbackClient(new HttpClient(stub), new RingbackClientOptions { Server = new Uri("http://server"), Token = "token" });
        #region expect
        await ringback.Expectations.CreateAsync("payments", new ExpectationInput
        {
            Key = "pay_123",
            FulfilledWhen = new Fulfilment { KeyPointer = "/data/object/id", EventTypes = ["payment.paid"] },
            Within = TimeSpan.FromMinutes(30),
            Poll = new PollInput
            {
                Url = "https://psp.example.com/payments/pay_123",
                Every = TimeSpan.FromHours(1),
                Until = new PollUntil { Conditions = [new("/status") { EqualTo = "paid" }] },
            },
        });
        #endregion
        stub.Requests.ShouldHaveSingleItem().Uri.ShouldBe("http://server/api/v1/source/payments/expectation");
    }
}

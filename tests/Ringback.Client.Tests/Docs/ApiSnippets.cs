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

    [Fact]
    public async Task Sending_a_message()
    {
        using var stub = new StubServer((HttpStatusCode.Accepted, """{"id":"msg_1","eventType":"invoice.paid","payload":{}}"""));
        var (http, token) = (new HttpClient(stub), "token");
        #region send
        var ringback = new RingbackClient(http, new RingbackClientOptions { Server = new Uri("http://127.0.0.1:8071"), Token = token });
        await ringback.Messages.SendAsync("acme", new MessageInput
        {
            EventType = "invoice.paid",
            Payload = new JsonObject { ["invoice"] = 1337, ["total"] = "49.90" },
        });
        #endregion
        stub.Requests.ShouldHaveSingleItem().Uri.ShouldBe("http://127.0.0.1:8071/api/v1/app/acme/msg?with_content=false");
    }

    [Fact]
    public async Task Sending_a_message_and_reading_what_came_of_it()
    {
        using var stub = new StubServer(
            (HttpStatusCode.OK, """{"id":"app_1","name":"Acme"}"""),
            (HttpStatusCode.OK, """{"id":"ep_1","url":"https://example.com/webhooks"}"""),
            (HttpStatusCode.Accepted, """{"id":"msg_1","eventType":"invoice.paid","payload":{}}"""),
            (HttpStatusCode.OK, """{"data":[{"id":"atmpt_1","msgId":"msg_1","endpointId":"ep_1","url":"https://example.com/webhooks","statusText":"success","responseStatusCode":204}],"iterator":null,"done":true}"""));
        var ringback = new RingbackClient(new HttpClient(stub), new RingbackClientOptions { Server = new Uri("http://server"), Token = "token" });
        var lines = new List<string>();
        #region message
        await ringback.Applications.PutAsync("acme", new ApplicationInput { Name = "Acme", Uid = "acme" });
        await ringback.Endpoints.PutAsync("acme", "main", new EndpointInput { Url = "https://example.com/webhooks", Uid = "main" });
        var message = await ringback.Messages.SendAsync("acme", new MessageInput
        {
            EventType = "invoice.paid",
            EventId = "invoice-1337-paid",
            Payload = new JsonObject { ["invoice"] = 1337 },
        });

        await foreach (var attempt in ringback.Attempts.ListByMessageAsync("acme", message.Id))
            lines.Add($"{attempt.Url}: {attempt.Status}, {attempt.ResponseStatusCode}");
        #endregion
        lines.ShouldBe(["https://example.com/webhooks: success, 204"]);
    }
}

using System.Diagnostics.Metrics;
using Ringback.Client.Tests.Inbox;
using Ringback.Client.Tests.Verify;
using Ringback.Testing;

namespace Ringback.Client.Tests.Hosting;

public sealed class WebhookMetricsTests(Databases databases)
{
    [Fact]
    public async Task What_is_refused_handled_and_given_up_is_counted()
    {
        var counted = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == "Ringback.Client") listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            // Other tests run beside this one.
            var text = string.Join(' ', tags.ToArray().Select(tag => tag.Value));
            if (text.StartsWith("metrics", StringComparison.Ordinal)) lock (counted) counted.Add($"{instrument.Name} {text} {value}");
        });
        listener.Start();
        var database = databases.Sqlite();
        await using var app = await TestApp.StartAsync(web =>
        {
            web.MapWebhooks("/hooks", configure: options => options.Source = "metrics")
                .On("paid", (_, _) => Task.CompletedTask)
                .On("fails", (_, _) => throw new InvalidTimeZoneException());
            web.MapWebhooks("/later", configure: options => (options.Source, options.Answering) = ("metrics later", WebhookAnswering.OnceStored))
                .OnUnknown((_, _) => throw new WebhookRejectedException("no"), "other");
        }, options =>
        {
            options.Verifier = WebhookVerifier.StandardWebhooks(Signed.Whsec);
            options.UseInbox(database);
        });

        foreach (var (type, secret, path) in ((string, string, string)[])
            [("paid", Signed.Whsec, "/hooks"), ("paid", Signed.Whsec, "/hooks"), ("fails", Signed.Whsec, "/hooks"), ("paid", Signed.OtherWhsec, "/hooks"), ("x", Signed.Whsec, "/later")])
        {
            using var answer = await app.PostAsync($$"""{"type":"{{type}}"}""", secret: secret, path: path);
        }

        string[] expected =
        [
            "ringback.client.handled metrics paid done 1", "ringback.client.handled metrics paid duplicate 1", "ringback.client.handled metrics fails failed 1",
            "ringback.client.refused metrics NoMatch 1", "ringback.client.handled metrics later other rejected 1", "ringback.client.given_up metrics later 1",
        ];
        await Wait.ForAsync(() =>
        {
            lock (counted) return counted.ToArray();
        }, all => all.Length >= expected.Length);
        counted.ShouldBe(expected, ignoreOrder: true);
    }
}

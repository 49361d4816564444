using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Client.Tests.Verify;

namespace Ringback.Client.Tests.Hosting;

public sealed class StoreAwayTests
{
    [Fact]
    public async Task An_event_that_cant_be_stored_is_503_with_RetryAfter()
    {
        await using var away = SqliteFactory.Instance.CreateDataSource("Data Source=/nonesuch/there.db");
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/hooks", WebhookVerifier.StandardWebhooks(Signed.Whsec)), options =>
        {
            options.UseInbox(away);
            options.Answering = WebhookAnswering.OnceStored;
        });

        using var answer = await app.PostAsync("{}");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldBe(TimeSpan.FromSeconds(5));
    }
}

using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Ringback.Client;
using Ringback.Core.Background;
using Ringback.Core.Settings;
using Ringback.Server.Tests.Api;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Library;

/// <summary>An application with Ringback.Client, to which a server of ours delivers.</summary>
public sealed class ReceivingApplicationTests : ApiTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-receiving-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected override void Configure(RingbackOptions options)
    {
        options.AllowedDestinations = CidrList.CreateFrom([System.Net.IPNetwork.Parse("127.0.0.0/8")]);
        options.RetrySchedule = RetrySchedule.TryParse("1s,1s,1s,1s", out var schedule, out _) ? schedule : RetrySchedule.None;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_Ringback_sends_takes_effect_once_through_failures_and_resends()
    {
        await JsonAsync(201, "POST", "/api/v1/app", """{"name":"Acme","uid":"acme"}""");
        await using var database = SqliteFactory.Instance.CreateDataSource($"Data Source={_folder}/app.db;Pooling=false");
        await using (var create = database.CreateCommand("create table paid (invoice integer not null)")) await create.ExecuteNonQueryAsync(Stop);

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddWebhooks(options => options.UseInbox(database));
        // The secret is known beforehand: it may be given when an endpoint is made.
        const string Secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";
        var failures = 1;
        await using var app = builder.Build();
        app.MapWebhooks("/hooks", WebhookVerifier.StandardWebhooks(Secret), options => options.Source = "ringback").On<JsonObject>("invoice.paid", async (invoice, context, cancellation) =>
        {
            await using var insert = context.CreateCommand("insert into paid (invoice) values (@id)", ("id", invoice["id"]!.GetValue<int>()));
            await insert.ExecuteNonQueryAsync(cancellation);
            if (Interlocked.Decrement(ref failures) >= 0) throw new InvalidTimeZoneException();
        });
        await app.StartAsync(Stop);

        var endpoint = await JsonAsync(201, "POST", "/api/v1/app/acme/endpoint", $$"""{"url":"{{app.Urls.First()}}/hooks","uid":"hooks","secret":"{{Secret}}"}""");
        var message = await JsonAsync(202, "POST", "/api/v1/app/acme/msg", """{"eventType":"invoice.paid","payload":{"type":"invoice.paid","id":42}}""");
        await EventuallyAsync(async () => await CountAsync(database) == 1);
        (await Server.SendAsync("POST", $"/api/v1/app/acme/msg/{message["id"]}/endpoint/{endpoint["id"]}/resend", "")).Status.ShouldBe(202);
        await EventuallyAsync(async () => (await JsonAsync(200, "GET", "/api/v1/app/acme/attempt/endpoint/hooks?status=0"))["data"]!.AsArray().Count == 2);

        (await CountAsync(database)).ShouldBe(1);
        failures.ShouldBe(-1);
    }

    private static async Task<long> CountAsync(System.Data.Common.DbDataSource database)
    {
        await using var command = database.CreateCommand("select count(*) from paid");
        return (long)(await command.ExecuteScalarAsync(Stop))!;
    }
}

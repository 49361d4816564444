using System.Data.Common;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Ringback.Client.Tests.Inbox;
using Ringback.Client.Tests.Verify;
using Ringback.Testing;

namespace Ringback.Client.Tests.Docs;

/// <summary>What the pages show of an application that receives, compiled and run.</summary>
public sealed class HostingSnippets(Databases databases)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handlers()
    {
        var orders = new Orders();
        var builder = Quiet();
        var secret = Signed.Whsec;
        #region handlers
        builder.Services.AddWebhooks(options => options.Verifier = WebhookVerifier.StandardWebhooks(secret));
        var app = builder.Build();

        app.MapWebhooks("/hooks")
            .On<InvoicePaid>("invoice.paid", async (invoice, context, cancellation) =>
            {
                await orders.MarkPaidAsync(invoice.Id, invoice.Total, cancellation);
            })
            .OnUnknown((context, cancellation) => orders.NoteAsync($"what is a {context.Type}?"));

        app.MapWebhooks("/hooks/github", WebhookVerifier.GitHub("s3cret"));
        #endregion
        await using (app)
        {
            await app.StartAsync(Stop);
            (await SendAsync(app, """{"type":"invoice.paid","id":42,"total":19.90}""")).ShouldBe(HttpStatusCode.OK);
            (await SendAsync(app, """{"type":"else"}""")).ShouldBe(HttpStatusCode.OK);
        }
        orders.Seen.ShouldBe(["42 19.90", "what is a else?"]);
    }

    [Fact]
    public async Task Inbox()
    {
        await using var given = databases.Sqlite();
        await using (var create = given.CreateCommand("create table payment (invoice integer not null, total real not null)")) await create.ExecuteNonQueryAsync(Stop);
        var builder = Quiet();
        var (secret, connectionString) = (Signed.Whsec, given.ConnectionString);
        #region inbox
        var database = SqliteFactory.Instance.CreateDataSource(connectionString);  // or NpgsqlDataSource.Create(…)
        builder.Services.AddWebhooks(options =>
        {
            options.Verifier = WebhookVerifier.StandardWebhooks(secret);
            options.UseInbox(database);
        });
        var app = builder.Build();
        #endregion

        #region effect
        app.MapWebhooks("/hooks").On<InvoicePaid>("invoice.paid", async (invoice, context, cancellation) =>
        {
            await using var insert = context.CreateCommand("insert into payment (invoice, total) values (@invoice, @total)",
                ("invoice", invoice.Id), ("total", invoice.Total));
            await insert.ExecuteNonQueryAsync(cancellation);
        });
        #endregion
        await using (app)
        {
            await app.StartAsync(Stop);
            for (var i = 0; i < 3; i++) (await SendAsync(app, """{"type":"invoice.paid","id":42,"total":19.90}""")).ShouldBe(HttpStatusCode.OK);
        }
        (await CountAsync(given, "payment")).ShouldBe(1);
    }

    [Fact]
    public async Task Background()
    {
        await using var database = databases.Sqlite();
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = Quiet();
        var secret = Signed.Whsec;
        #region background
        builder.Services.AddWebhooks(options =>
        {
            options.Verifier = WebhookVerifier.StandardWebhooks(secret);
            options.UseInbox(database);
            options.Answering = WebhookAnswering.OnceStored;
            options.Retry = new WebhookRetry { FirstDelay = TimeSpan.FromSeconds(1), MaxAttempts = 10 };
        });
        #endregion
        await using (var app = builder.Build())
        {
            #region reject
            app.MapWebhooks("/hooks", configure: options => options.Source = "billing").On<InvoicePaid>("invoice.paid", (invoice, context, cancellation) =>
            {
                if (invoice.Total < 0) throw new WebhookRejectedException("a payment can't be negative");
                done.TrySetResult(invoice.Id);
                return Task.CompletedTask;
            });
            #endregion
            await app.StartAsync(Stop);
            (await SendAsync(app, """{"type":"invoice.paid","id":41,"total":-1}""", "msg_0")).ShouldBe(HttpStatusCode.OK);
            (await SendAsync(app, """{"type":"invoice.paid","id":42,"total":19.90}""")).ShouldBe(HttpStatusCode.OK);
            (await Wait.ForAsync(done.Task)).ShouldBe(42);
            await Wait.ForAsync(() => CountAsync(database, "webhook_inbox where state = 2"), count => count == 1);
        }
        var revive = PageBlocks.Of("docs/reference/client.md", "sql").Single(sql => sql.StartsWith("update", StringComparison.Ordinal));
        await using var command = database.CreateCommand(revive);
        (await command.ExecuteNonQueryAsync(Stop)).ShouldBe(1);
    }

    [Fact]
    public void The_schema_on_the_page_is_the_one_that_is_made() =>
        PageBlocks.Of("docs/reference/client.md", "sql").ShouldContain(WebhookInbox.Schema(InboxDialect.Postgres));

    private static WebApplicationBuilder Quiet()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder;
    }

    private static async Task<HttpStatusCode> SendAsync(WebApplication app, string json, string id = "msg_1")
    {
        using var client = new HttpClient();
        var body = Signed.Utf8(json);
        using var request = new HttpRequestMessage(HttpMethod.Post, app.Urls.First() + "/hooks") { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in Signed.StandardHeaders(Signed.Whsec, id, DateTimeOffset.UtcNow, body)) request.Headers.Add(name, value);
        using var response = await client.SendAsync(request, Stop);
        return response.StatusCode;
    }

    private static async Task<int> CountAsync(DbDataSource database, string what)
    {
        await using var command = database.CreateCommand($"select count(*) from {what}");
        return Convert.ToInt32(await command.ExecuteScalarAsync(Stop), CultureInfo.InvariantCulture);
    }

    private sealed class Orders
    {
        public List<string> Seen { get; } = [];

        public Task MarkPaidAsync(int id, decimal total, CancellationToken cancellation) => NoteAsync(string.Create(CultureInfo.InvariantCulture, $"{id} {total}"));

        public Task NoteAsync(string what)
        {
            Seen.Add(what);
            return Task.CompletedTask;
        }
    }

    #region payload
    internal sealed record InvoicePaid(int Id, decimal Total);
    #endregion
}

using System.Data.Common;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Client.Tests.Inbox;
using Ringback.Client.Tests.Verify;
using Ringback.Testing;

namespace Ringback.Client.Tests.Hosting;

/// <summary>Handlers whose effect is in the application's database, in both ways of answering, on every database.</summary>
public abstract class InboxHostingContract : IAsyncLifetime
{
    private const string Paid = """{"type":"invoice.paid","data":{"id":42,"total":19.90}}""";
    private static readonly WebhookVerifier Verifier = WebhookVerifier.StandardWebhooks(Signed.Whsec);
    private DbDataSource _database = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await MakeAsync();
        await using var connection = await _database.OpenConnectionAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = "create table paid (invoice integer not null, handler text not null)";
        await command.ExecuteNonQueryAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<DbDataSource> MakeAsync();

    [Theory]
    [InlineData(WebhookAnswering.AfterHandlers)]
    [InlineData(WebhookAnswering.OnceStored)]
    public async Task Each_handler_of_an_event_takes_effect_once_however_often_it_comes(WebhookAnswering answering)
    {
        await using var app = await StartAsync(answering, route => route
            .On<Envelope<Invoice>>("invoice.paid", (invoice, context, _) => PayAsync(context, invoice.Data.Id, "first"))
            .On<Envelope<Invoice>>("invoice.paid", (invoice, context, _) => PayAsync(context, invoice.Data.Id, "second"), "second"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => app.PostAsync(Paid, $"msg_{i % 2}")));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        await Wait.ForAsync(() => CountAsync("webhook_done"), count => count == 4);
        (await CountAsync("paid")).ShouldBe(4);
        if (answering == WebhookAnswering.OnceStored) await Wait.ForAsync(() => CountAsync("webhook_inbox where state = 1"), count => count == 2);
    }

    [Fact]
    public async Task A_handler_that_fails_leaves_nothing_and_runs_when_the_provider_sends_again()
    {
        var fails = true;
        await using var app = await StartAsync(WebhookAnswering.AfterHandlers, route => route
            .On("invoice.paid", (context, _) => PayAsync(context, 1, "steady"), "steady")
            .On("invoice.paid", async (context, _) =>
            {
                await PayAsync(context, 1, "shaky");
                if (fails) throw new InvalidTimeZoneException();
            }, "shaky"));

        using var first = await app.PostAsync(Paid);
        first.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await CountAsync("paid where handler = 'steady'")).ShouldBe(1);
        (await CountAsync("paid where handler = 'shaky'")).ShouldBe(0);
        fails = false;
        using var second = await app.PostAsync(Paid);

        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CountAsync("paid where handler = 'steady'")).ShouldBe(1);
        (await CountAsync("paid where handler = 'shaky'")).ShouldBe(1);
    }

    [Fact]
    public async Task In_the_background_a_handler_is_tried_again_until_it_works()
    {
        var attempts = new List<int>();
        await using var app = await StartAsync(WebhookAnswering.OnceStored, route => route.On("invoice.paid", async (context, _) =>
        {
            attempts.Add(context.Attempt);
            context.Http.ShouldBeNull();
            await PayAsync(context, 1, "h");
            if (context.Attempt < 3) throw new InvalidTimeZoneException();
        }), retry: new WebhookRetry { FirstDelay = TimeSpan.FromMilliseconds(1) });

        using var answer = await app.PostAsync(Paid);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Wait.ForAsync(() => CountAsync("webhook_inbox where state = 1"), count => count == 1);
        attempts.ShouldBe([1, 2, 3]);
        (await CountAsync("paid")).ShouldBe(1);
    }

    [Fact]
    public async Task What_fails_too_often_or_is_rejected_is_given_up_with_its_error()
    {
        await using var app = await StartAsync(WebhookAnswering.OnceStored, route => route
            .On("fails", (_, _) => throw new InvalidTimeZoneException("no zone"))
            .On<Envelope<Invoice>>("invoice.paid", (_, _, _) => Task.CompletedTask), retry: new WebhookRetry { FirstDelay = TimeSpan.FromMilliseconds(1), MaxAttempts = 2 });

        using var fails = await app.PostAsync("""{"type":"fails"}""", "msg_1");
        using var rejected = await app.PostAsync("""{"type":"invoice.paid","data":"no invoice"}""", "msg_2");

        await Wait.ForAsync(() => CountAsync("webhook_inbox where state = 2"), count => count == 2);
        (await CountAsync("webhook_inbox where event_key = 'msg_1' and attempts = 2 and error like '%no zone%'")).ShouldBe(1);
        (await CountAsync("webhook_inbox where event_key = 'msg_2' and attempts = 1 and error like '%$.data%'")).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_under_way_when_the_application_stopped_is_handled_by_the_next_at_once()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (var before = await StartAsync(WebhookAnswering.OnceStored, route => route.On("invoice.paid", async (context, stop) =>
        {
            await PayAsync(context, 1, "h");
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop);
        })))
        {
            using var answer = await before.PostAsync(Paid);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            await Wait.ForAsync(begun.Task);
        }
        await using var after = await StartAsync(WebhookAnswering.OnceStored, route => route.On("invoice.paid", (context, _) => PayAsync(context, 1, "h")));

        await Wait.ForAsync(() => CountAsync("paid"), count => count == 1);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task An_unsigned_id_is_trusted_alone_unless_the_options_say_otherwise(bool trusted, int expected)
    {
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/github", WebhookVerifier.GitHub("s"), options =>
        {
            options.UseInbox(_database);
            options.TrustUnsignedIds = trusted;
        }).On("push", (context, _) => PayAsync(context, 1, "h")));
        var body = Signed.Utf8("""{"ref":"main"}""");

        foreach (var id in (string[])["d-1", "d-2", "d-1"])
        {
            using var answer = await app.SendAsync("/github", body, Signed.GitHubHeaders("s", id, "push", body));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await CountAsync("paid")).ShouldBe(expected);
    }

    [Fact]
    public async Task The_inbox_may_be_a_service()
    {
        await using var app = await TestApp.StartAsync(web => web.MapWebhooks("/hooks", Verifier).On("invoice.paid", (context, _) => PayAsync(context, 1, "h")),
            options => options.UseInbox(), services => services.AddSingleton(WebhookInbox.On(_database)));

        using var answer = await app.PostAsync(Paid);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CountAsync("paid")).ShouldBe(1);
    }

    private static async Task PayAsync(WebhookContext context, int invoice, string handler)
    {
        await using var command = context.CreateCommand("insert into paid (invoice, handler) values (@invoice, @handler)", ("invoice", invoice), ("handler", handler));
        await command.ExecuteNonQueryAsync(Stop);
    }

    private Task<TestApp> StartAsync(WebhookAnswering answering, Action<WebhookRoute> handlers, WebhookRetry? retry = null) => TestApp.StartAsync(
        web => handlers(web.MapWebhooks("/hooks", Verifier)),
        options =>
        {
            options.UseInbox(_database);
            options.Answering = answering;
            options.Retry = retry ?? new WebhookRetry();
        });

    private async Task<int> CountAsync(string tableAndMore)
    {
        await using var connection = await _database.OpenConnectionAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select count(*) from {tableAndMore}";
        return Convert.ToInt32(await command.ExecuteScalarAsync(Stop), System.Globalization.CultureInfo.InvariantCulture);
    }
}

public sealed class SqliteInboxHostingTests(Databases databases) : InboxHostingContract
{
    protected override Task<DbDataSource> MakeAsync() => Task.FromResult(databases.Sqlite());
}

public sealed class PostgresInboxHostingTests(Databases databases) : InboxHostingContract
{
    protected override Task<DbDataSource> MakeAsync() => databases.PostgresAsync();
}

using System.Data.Common;
using System.Globalization;
using Npgsql;
using Ringback.Testing;

namespace Ringback.Client.Tests.Inbox;

/// <summary>What an inbox promises, on every database.</summary>
public abstract class InboxContract : IAsyncLifetime
{
    private static readonly InboxMarker Marker = new("stripe", "invoice.paid", ["evt_1"]);

    private DbDataSource _database = null!;
    private IWebhookInbox _inbox = null!;

    internal ManualTime Clock { get; } = new();

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected DbDataSource Database => _database;

    private protected IWebhookInbox Inbox => _inbox;

    public async ValueTask InitializeAsync()
    {
        _database = await MakeAsync();
        _inbox = WebhookInbox.On(_database, new WebhookInboxOptions { Clock = Clock });
        await ExecuteAsync("create table paid (id text not null)");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<DbDataSource> MakeAsync();

    [Fact]
    public async Task An_effect_happens_once_however_often_it_comes()
    {
        (await Inbox.RunOnceAsync(Marker, Pay, Stop)).ShouldBeTrue();
        (await Inbox.RunOnceAsync(Marker, Pay, Stop)).ShouldBeFalse();
        (await Another().RunOnceAsync(Marker, Pay, Stop)).ShouldBeFalse();

        (await CountAsync("paid")).ShouldBe(1);
    }

    [Theory]
    [InlineData("github", "invoice.paid", "evt_1")]
    [InlineData("stripe", "second", "evt_1")]
    [InlineData("stripe", "invoice.paid", "evt_2")]
    public async Task Other_sources_handlers_and_events_are_others(string source, string handler, string key)
    {
        await Inbox.RunOnceAsync(Marker, Pay, Stop);

        (await Inbox.RunOnceAsync(new InboxMarker(source, handler, [key]), Pay, Stop)).ShouldBeTrue();
        (await CountAsync("paid")).ShouldBe(2);
    }

    [Fact]
    public async Task Any_of_several_keys_tells_a_duplicate_and_leaves_no_other_mark()
    {
        await Inbox.RunOnceAsync(new InboxMarker("s", "h", ["id-1", "sha256:a"]), Pay, Stop);

        (await Inbox.RunOnceAsync(new InboxMarker("s", "h", ["id-2", "sha256:a"]), Pay, Stop)).ShouldBeFalse();
        (await Inbox.RunOnceAsync(new InboxMarker("s", "h", ["id-2", "sha256:b"]), Pay, Stop)).ShouldBeTrue();
        (await CountAsync("paid")).ShouldBe(2);
    }

    [Fact]
    public async Task Of_an_effect_that_throws_nothing_stays()
    {
        await Should.ThrowAsync<InvalidTimeZoneException>(() => Inbox.RunOnceAsync(Marker, async (transaction, stop) =>
        {
            await Pay(transaction, stop);
            throw new InvalidTimeZoneException();
        }, Stop));
        (await CountAsync("paid")).ShouldBe(0);
        (await CountAsync("webhook_done")).ShouldBe(0);

        (await Inbox.RunOnceAsync(Marker, Pay, Stop)).ShouldBeTrue();
        (await CountAsync("paid")).ShouldBe(1);
    }

    [Fact]
    public async Task An_effect_that_is_canceled_leaves_nothing()
    {
        using var canceled = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => Inbox.RunOnceAsync(Marker, async (transaction, stop) =>
        {
            await Pay(transaction, CancellationToken.None);
            await canceled.CancelAsync();
            stop.ThrowIfCancellationRequested();
        }, canceled.Token));

        (await CountAsync("paid")).ShouldBe(0);
        (await CountAsync("webhook_done")).ShouldBe(0);
    }

    [Fact]
    public async Task A_handler_that_ends_the_transaction_is_told_so()
    {
        var e = await Should.ThrowAsync<InvalidOperationException>(() => Inbox.RunOnceAsync(Marker, (transaction, stop) => transaction.RollbackAsync(stop), Stop));

        e.Message.ShouldContain("Only the inbox may end it");
        (await CountAsync("webhook_done")).ShouldBe(0);
    }

    [Fact]
    public async Task A_handler_that_swallows_a_failed_statement_doesnt_pass_for_done_with_nothing_written()
    {
        var failed = await Record.ExceptionAsync(() => Inbox.RunOnceAsync(Marker, async (transaction, stop) =>
        {
            await Pay(transaction, stop);
            await Record.ExceptionAsync(() => ExecuteAsync(transaction, "insert into nonesuch values (1)"));
        }, Stop));

        // SQLite goes on after a statement that failed, PostgreSQL doesn't: either way effect and marker are one.
        (await CountAsync("paid")).ShouldBe(await CountAsync("webhook_done"));
        (failed is null).ShouldBe(await CountAsync("paid") == 1);
    }

    [Fact]
    public async Task Of_many_at_once_one_runs()
    {
        var inboxes = Enumerable.Range(0, 4).Select(_ => Another()).ToArray();

        var ran = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => inboxes[i % 4].RunOnceAsync(Marker, Pay, Stop))));

        ran.Count(one => one).ShouldBe(1);
        (await CountAsync("paid")).ShouldBe(1);
    }

    [Fact]
    public async Task Who_waits_for_another_runs_when_that_one_fails()
    {
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fail = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Inbox.RunOnceAsync(Marker, async (transaction, stop) =>
        {
            await Pay(transaction, stop);
            inside.SetResult();
            await fail.Task;
            throw new InvalidTimeZoneException();
        }, Stop);
        await inside.Task;

        var second = Task.Run(() => Inbox.RunOnceAsync(Marker, Pay, Stop), Stop);
        fail.SetResult();

        await Should.ThrowAsync<InvalidTimeZoneException>(() => first);
        (await second).ShouldBeTrue();
        (await CountAsync("paid")).ShouldBe(1);
    }

    [Fact]
    public async Task Several_that_start_together_make_the_tables_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Another().RunOnceAsync(Marker with { Handler = $"h{i}" }, Pay, Stop))));

        (await CountAsync("paid")).ShouldBe(8);
    }

    [Fact]
    public async Task What_is_stored_is_taken_once_and_kept()
    {
        var body = new byte[] { 0, 1, 0xFF, (byte)'{' };
        var stored = new InboxEvent("stripe", "evt_1", "invoice.paid", body, Clock.GetUtcNow());

        (await Inbox.StoreAsync([stored, stored with { EventKey = "evt_2", Type = null }, stored], Stop)).ShouldBe(2);
        (await Inbox.StoreAsync([stored], Stop)).ShouldBe(0);

        (await Inbox.TakeAsync("other", TimeSpan.FromMinutes(1), Stop)).ShouldBeNull();
        var first = (await Inbox.TakeAsync("stripe", TimeSpan.FromMinutes(1), Stop)).ShouldNotBeNull();
        var second = (await Inbox.TakeAsync("stripe", TimeSpan.FromMinutes(1), Stop)).ShouldNotBeNull();
        (await Inbox.TakeAsync("stripe", TimeSpan.FromMinutes(1), Stop)).ShouldBeNull();
        var taken = new[] { first, second }.Single(one => one.EventKey == "evt_1");
        taken.Body.ToArray().ShouldBe(body);
        (taken with { Body = default }).ShouldBe(stored with { Body = default, Attempt = 1 });
        new[] { first, second }.Single(one => one.EventKey == "evt_2").Type.ShouldBeNull();
    }

    [Fact]
    public async Task Who_crashes_leaves_an_event_until_its_lease_ends()
    {
        await StoreOneAsync();
        await Inbox.TakeAsync("stripe", TimeSpan.FromMinutes(1), Stop);

        Clock.Advance(TimeSpan.FromSeconds(59));
        (await Inbox.TakeAsync("stripe", TimeSpan.FromMinutes(1), Stop)).ShouldBeNull();
        Clock.Advance(TimeSpan.FromSeconds(1));

        (await Another().TakeAsync("stripe", TimeSpan.FromMinutes(1), Stop)).ShouldNotBeNull().Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_done_or_dead_stays_so_and_what_failed_comes_again_when_due()
    {
        await StoreOneAsync();
        var taken = (await Inbox.TakeAsync("stripe", TimeSpan.FromMinutes(1), Stop)).ShouldNotBeNull();
        await Inbox.FinishAsync(taken, InboxOutcome.Retry(Clock.GetUtcNow() + TimeSpan.FromHours(2), "why\0not"), Stop);

        Clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromMilliseconds(1));
        (await Inbox.TakeAsync("stripe", TimeSpan.FromMinutes(1), Stop)).ShouldBeNull();
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        taken = (await Inbox.TakeAsync("stripe", TimeSpan.FromMinutes(1), Stop)).ShouldNotBeNull();
        await Inbox.FinishAsync(taken, InboxOutcome.Dead("no more"), Stop);
        Clock.Advance(TimeSpan.FromDays(1));

        (await Inbox.TakeAsync("stripe", TimeSpan.FromMinutes(1), Stop)).ShouldBeNull();
        (await ReadAsync("select error from webhook_inbox where state = 2")).ShouldBe("no more");
        // As documented for those who want it once more.
        await ExecuteAsync("update webhook_inbox set state = 0, due_at = 0, attempts = 0 where state = 2");
        taken = (await Inbox.TakeAsync("stripe", TimeSpan.FromMinutes(1), Stop)).ShouldNotBeNull();
        await Inbox.FinishAsync(taken, InboxOutcome.Done, Stop);
        Clock.Advance(TimeSpan.FromDays(1));
        (await Inbox.TakeAsync("stripe", TimeSpan.FromMinutes(1), Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Purging_forgets_what_is_old_and_leaves_what_waits()
    {
        await Inbox.RunOnceAsync(Marker, Pay, Stop);
        await StoreOneAsync("evt_waiting");
        await StoreOneAsync("evt_done");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var taken = (await Inbox.TakeAsync("stripe", TimeSpan.Zero, Stop)).ShouldNotBeNull();
            await Inbox.FinishAsync(taken, taken.EventKey == "evt_done" ? InboxOutcome.Done : InboxOutcome.Retry(Clock.GetUtcNow() + TimeSpan.FromDays(90), "not yet"), Stop);
        }
        var then = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromDays(1));
        await Inbox.RunOnceAsync(Marker with { EventKeys = ["evt_new"] }, Pay, Stop);

        (await Inbox.PurgeAsync(then, Stop)).ShouldBe(0);
        (await Inbox.PurgeAsync(then + TimeSpan.FromHours(1), Stop)).ShouldBe(2);

        (await Inbox.RunOnceAsync(Marker with { EventKeys = ["evt_new"] }, Pay, Stop)).ShouldBeFalse();
        (await Inbox.RunOnceAsync(Marker, Pay, Stop)).ShouldBeTrue();
        (await CountAsync("webhook_inbox")).ShouldBe(1);
    }

    [Fact]
    public async Task Tables_of_the_applications_own_migrations_are_used()
    {
        await ExecuteAsync(WebhookInbox.Schema(this is SqliteInboxTests ? InboxDialect.Sqlite : InboxDialect.Postgres, "mine_"));
        var inbox = WebhookInbox.On(Database, new WebhookInboxOptions { Clock = Clock, TablePrefix = "mine_", CreateTables = false });

        (await inbox.RunOnceAsync(Marker, Pay, Stop)).ShouldBeTrue();

        (await CountAsync("mine_done")).ShouldBe(1);
    }

    private protected static async Task Pay(DbTransaction transaction, CancellationToken cancellation) =>
        await ExecuteAsync(transaction, "insert into paid (id) values ('in_42')");

    private protected static async Task ExecuteAsync(DbTransaction transaction, string sql)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Stop);
    }

    private protected async Task ExecuteAsync(string sql)
    {
        await using var connection = await Database.OpenConnectionAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Stop);
    }

    private protected async Task<string?> ReadAsync(string sql)
    {
        await using var connection = await Database.OpenConnectionAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(Stop), CultureInfo.InvariantCulture);
    }

    private protected async Task<int> CountAsync(string table) => int.Parse((await ReadAsync($"select count(*) from {table}"))!, CultureInfo.InvariantCulture);

    /// <summary>As another process has it.</summary>
    private IWebhookInbox Another() => WebhookInbox.On(Database, new WebhookInboxOptions { Clock = Clock });

    private Task<int> StoreOneAsync(string key = "evt_1") =>
        Inbox.StoreAsync([new InboxEvent("stripe", key, "invoice.paid", new byte[] { 1 }, Clock.GetUtcNow())], Stop);
}

public sealed class SqliteInboxTests(Databases databases) : InboxContract
{
    protected override Task<DbDataSource> MakeAsync() => Task.FromResult(databases.Sqlite());
}

public sealed class PostgresInboxTests(Databases databases) : InboxContract
{
    protected override Task<DbDataSource> MakeAsync() => databases.PostgresAsync();

    [Fact]
    public async Task A_schema_may_stand_before_the_prefix()
    {
        await ExecuteAsync("create schema hooks");
        var inbox = WebhookInbox.On(Database, new WebhookInboxOptions { Clock = Clock, TablePrefix = "hooks.in_" });

        (await inbox.RunOnceAsync(new InboxMarker("s", "h", ["1"]), Pay, Stop)).ShouldBeTrue();

        (await CountAsync("hooks.in_done")).ShouldBe(1);
    }

    [Fact]
    public async Task Connections_that_are_cut_at_any_moment_leave_each_effect_once()
    {
        const int Events = 30;
        await using var cuttable = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { ApplicationName = "victim" });
        var inbox = WebhookInbox.On(cuttable);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var cuts = 0;
        var cutting = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var cut = await ReadAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'victim' and xact_start is not null");
                Interlocked.Add(ref cuts, int.Parse(cut!, CultureInfo.InvariantCulture));
            }
        }, Stop);

        // As a provider: each event twice at once, again until it is answered; and other events, until some connection was cut.
        var rounds = 0;
        do
        {
            var first = Events * rounds++;
            await Task.WhenAll(Enumerable.Range(0, Events * 2).Select(i => Task.Run(() => HandAsync(first + (i % Events)), Stop)));
        }
        while (Volatile.Read(ref cuts) == 0 && !done.IsCancellationRequested);
        await done.CancelAsync();
        await cutting;

        cuts.ShouldBeGreaterThan(0);
        (await CountAsync("paid")).ShouldBe(Events * rounds);
        (await ReadAsync("select count(distinct id) from paid")).ShouldBe($"{Events * rounds}");

        async Task HandAsync(int number)
        {
            for (var tries = 0; ; tries++)
            {
                try
                {
                    await inbox.RunOnceAsync(new InboxMarker("s", "h", [$"evt_{number}"]), (transaction, _) => ExecuteAsync(transaction, $"insert into paid (id) values ('in_{number}')"), Stop);
                    return;
                }
                catch (DbException) when (tries < 10_000)
                {
                    // Cut before the commit or after it: who knows.
                    if (tries == 100) await done.CancelAsync();
                }
            }
        }
    }

    [Fact]
    public async Task A_statement_that_failed_is_never_taken_for_done()
    {
        await Should.ThrowAsync<DbException>(() => Inbox.RunOnceAsync(new InboxMarker("s", "h", ["1"]), async (transaction, _) =>
            await Record.ExceptionAsync(() => ExecuteAsync(transaction, "insert into nonesuch values (1)")), Stop));
    }
}

using System.Globalization;
using Npgsql;
using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Operate;
using Ringback.Core.Record;
using Ringback.Server.Tests.Deliver;
using Ringback.Testing;

namespace Ringback.Server.Tests.Operate;

/// <summary>Against a real PostgreSQL; skipped where there is none.</summary>
public sealed class PostgresOperationTests(PostgresOperationTests.Server server) : IClassFixture<PostgresOperationTests.Server>, IAsyncLifetime
{
    private static readonly string[] Names = ["id", "amount", "at", "ok", "doc", "price"];

    private string _address = "";
    private NpgsqlDataSource? _database;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        _address = await server.DatabaseAsync();
        _database = NpgsqlDataSource.Create(_address);
        await ExecuteAsync("create table paid (id text primary key, amount int, at timestamptz, ok boolean, doc jsonb, price numeric)");
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
    }

    [Fact]
    public async Task Values_fit_the_columns_that_they_are_for()
    {
        await using var node = await StartAsync();
        var operation = await node.AddOperationAsync(Insert());
        await node.PostAsync("""{"id":"a","amount":5,"at":"2026-01-02T03:04:05Z","ok":true,"doc":{"x":[1]},"price":12.30}""");
        await node.UntilDoneAsync();
        node.Output(operation).ShouldBe("""{"rowsChanged":1}""");
        (await TextAsync("select amount || ' ' || (at at time zone 'utc')::text || ' ' || ok || ' ' || doc::text || ' ' || price from paid"))
            .ShouldBe("5 2026-01-02 03:04:05 true {\"x\": [1]} 12.30");
        (await TextAsync("select rows_changed::text from ringback_run")).ShouldBe("1");
    }

    /// <summary>The exact value, or a failure that says why.</summary>
    [Theory]
    [InlineData("numeric", "-0", "0")]
    [InlineData("numeric", "-0.0", "0.0")]
    [InlineData("numeric", "12345678901234567890", "12345678901234567890")]
    [InlineData("numeric", "1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890")]
    [InlineData("numeric", "0.1234567890123456789012345678901234567890", "0.1234567890123456789012345678901234567890")]
    [InlineData("numeric", "1e-30", "0.000000000000000000000000000001")]
    [InlineData("numeric", "1.5e-28", "0.00000000000000000000000000015")]
    [InlineData("numeric", "79228162514264337593543950335.4", "79228162514264337593543950335.4")]
    [InlineData("numeric", "12.3400", "12.3400")]
    [InlineData("numeric", "1.5e3", "1500")]
    [InlineData("numeric", "1e400", "422 outside the range")]
    [InlineData("bigint", "9223372036854775808", "422 out of range")]
    [InlineData("bigint", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("jsonb", "{\"a\":0.1234567890123456789012345678901234567890,\"b\":1e400}", "{\"a\": 0.1234567890123456789012345678901234567890, \"b\": 1000", true)]
    [InlineData("jsonb", "{\"a\":\"\\u0000\"}", "422 unsupported Unicode escape sequence")]
    [InlineData("text", "{\"a\":\"\\u0000\"}", "{\"a\":\"\\u0000\"}")]
    [InlineData("text", "\"a\\u0000b\"", "422 0x00")]
    [InlineData("text", "\"\\ud800\"", "422 is not valid Unicode")]
    [InlineData("text", "\"\\ud83d\\ude00\"", "😀")]
    [InlineData("text", "\"NaN\"", "NaN")]
    [InlineData("text", "\"infinity\"", "infinity")]
    [InlineData("numeric", "\"12,5\"", "422 invalid input syntax")]
    [InlineData("timestamptz", "\"no time\"", "422 invalid input syntax")]
    [InlineData("boolean", "\"perhaps\"", "422 invalid input syntax")]
    [InlineData("text", "", "x", true)]
    public async Task A_value_is_kept_as_it_was_sent_or_the_run_says_why_not(string type, string json, string kept, bool begins = false)
    {
        if (json.Length == 0) json = $"\"{kept = new string('x', 900_000)}\"";
        await ExecuteAsync($"create table got (v {type})");
        await using var node = await StartAsync();
        var operation = await node.AddOperationAsync(new OperationDefinition { Sql = new SqlOperation("shop", [new SqlStatement("insert into got values (@v)", new Dictionary<string, string> { ["v"] = "/v" })]) });
        await node.PostAsync($$"""{"v":{{json}}}""");
        await node.UntilDoneAsync();
        if (kept.StartsWith("422 ", StringComparison.Ordinal))
        {
            node.Query($"select code from attempt where ep = {operation}").ShouldBe(422, node.Output(operation));
            node.Output(operation).ShouldContain(kept[4..]);
            (await TextAsync("select count(*)::text from got")).ShouldBe("0");
            return;
        }
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(1, node.Output(operation));
        var value = await TextAsync("select v::text from got");
        if (begins) value.ShouldStartWith(kept);
        else value.ShouldBe(kept);
    }

    [Fact]
    public async Task One_bad_statement_of_many_takes_none_with_it()
    {
        await using var node = await StartAsync();
        var operation = await node.AddOperationAsync(Insert());
        await ExecuteAsync("insert into paid values ('p7')");
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => node.PostAsync($$"""{"id":"p{{i}}","amount":{{i}}}""")));
        await node.PostAsync("""{"id":"bad","amount":"s3cret-value"}""");
        await node.UntilDoneAsync();
        (await TextAsync("select count(*)::text from paid")).ShouldBe("100");
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(99);
        node.Query($"select count(*) from attempt where ep = {operation} and code = 409").ShouldBe(1);
        node.Query($"select count(*) from attempt where ep = {operation} and code = 422").ShouldBe(1);
        var errors = node.ReadSqlite(database =>
        {
            var (rows, texts) = (database.Prepared("select response from attempt where state <> 0"), "");
            while (rows.Step()) texts += System.Text.Encoding.UTF8.GetString(rows.Blob(0)) + "\n";
            return texts;
        });
        errors.ShouldContain("duplicate key value violates unique constraint");
        errors.ShouldContain("invalid input syntax for type integer (SQLSTATE 22P02)");
        errors.ShouldNotContain("s3cret");
    }

    /// <summary>As many as there are sessions beside the shared one, and more than fly to a receiver that nothing is known of.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(40)]
    public async Task Rows_that_are_locked_hold_up_no_other_rows(int locked)
    {
        await ExecuteAsync("create table orders (id int primary key, paid int not null default 0); insert into orders select n, 0 from generate_series(1, 100) n");
        await using var node = await StartAsync(o =>
        {
            o.StatementTimeout = TimeSpan.FromMinutes(5);
        });
        await node.AddOperationAsync(new OperationDefinition
        {
            Sql = new SqlOperation("shop", [new SqlStatement("update orders set paid = 1 where id = @id", new Dictionary<string, string> { ["id"] = "/id" })]),
        });
        await using var holder = await _database!.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var take = new NpgsqlCommand($"select 1 from orders where id <= {locked} for update", holder)) await take.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(1, locked).Select(id => node.PostAsync($$"""{"id":{{id}}}""")));
        var waiting = Math.Min(locked, 3).ToString(CultureInfo.InvariantCulture);
        await Wait.UntilAsync(async () => await TextAsync("select count(*)::text from pg_stat_activity where wait_event_type = 'Lock'") == waiting);
        await Task.WhenAll(Enumerable.Range(locked + 1, 40).Select(id => node.PostAsync($$"""{"id":{{id}}}""")));
        await Wait.UntilAsync(async () => await TextAsync("select count(*)::text from orders where paid = 1") == "40");
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        await node.UntilDoneAsync();
    }

    /// <summary>More than fly to an operation at a time, all for one row: each that can't wait for it makes room for others.</summary>
    [Fact]
    public async Task A_row_that_hundreds_want_holds_up_no_other_rows()
    {
        await ExecuteAsync("create table orders (id int primary key, paid int not null default 0); insert into orders select n, 0 from generate_series(1, 100) n");
        await using var node = await StartAsync(o =>
        {
            o.StatementTimeout = TimeSpan.FromMinutes(5);
        });
        var operation = await node.AddOperationAsync(new OperationDefinition
        {
            Sql = new SqlOperation("shop", [new SqlStatement("update orders set paid = paid + 1 where id = @id", new Dictionary<string, string> { ["id"] = "/id" })]),
        });
        await using var holder = await _database!.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var take = new NpgsqlCommand("select 1 from orders where id = 1 for update", holder)) await take.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(1, 300).Select(n => node.PostAsync($$"""{"id":1,"n":{{n}}}""")));
        await Wait.UntilAsync(async () => await TextAsync("select count(*)::text from pg_stat_activity where wait_event_type = 'Lock'") == "3");
        await Task.WhenAll(Enumerable.Range(2, 40).Select(id => node.PostAsync($$"""{"id":{{id}}}""")));
        await Wait.UntilAsync(async () => await TextAsync("select count(*)::text from orders where paid = 1") == "40");
        node.Query($"select max(tries) from work where ep = {operation}").ShouldBe(0);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        await node.UntilDoneAsync();
        (await TextAsync("select paid::text from orders where id = 1")).ShouldBe("300");
    }

    /// <summary>The server ends the session of who gives no value for it: with it would end the runs of all who share the transaction.</summary>
    [Fact]
    public async Task A_parameter_by_number_fails_its_own_runs_alone()
    {
        await using var node = await StartAsync();
        var good = await node.AddOperationAsync(Insert());
        var bad = await node.AddOperationAsync(new OperationDefinition { Sql = new SqlOperation("shop", [new SqlStatement("update paid set amount = $1", null)]) });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => node.PostAsync($$"""{"id":"p{{i}}","amount":{{i}}}""")));
        await node.UntilDoneAsync();
        (await TextAsync("select count(*)::text from paid")).ShouldBe("20");
        node.Query($"select count(*) from attempt where ep = {good}").ShouldBe(20);
        node.Query($"select count(*) from attempt where ep = {bad} and code = 422").ShouldBe(20);
        node.Output(bad).ShouldContain("has $1. Write each parameter as @name");
    }

    [Fact]
    public async Task What_was_committed_there_and_not_recorded_here_is_recorded_and_not_done_again()
    {
        await using var node = await StartAsync();
        await ExecuteAsync("create table log (m text)");
        var operation = await node.AddOperationAsync(new OperationDefinition
        {
            Sql = new SqlOperation("shop", [new SqlStatement("insert into log values (@m), (@m)", new Dictionary<string, string> { ["m"] = "$message.id" })]),
        });
        var messages = await node.PostManyAsync(20);
        await node.UntilDoneAsync();
        await node.Sqlite.WriteAsync(session =>
        {
            session.Database.Execute($"delete from attempt; delete from delivery; insert into work (ep, seq, due, tries, manual) select {operation}, seq, null, 0, 0 from message");
            return true;
        });
        await node.RestartAsync();
        await node.UntilDoneAsync();
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(20);
        node.Output(operation).ShouldBe("""{"rowsChanged":2}""");
        (await TextAsync("select count(*)::text from log")).ShouldBe("40");

        await node.Node.Store.Editor.ReplayAsync(null, messages[0], operation, force: true);
        await node.UntilDoneAsync();
        (await TextAsync("select count(*)::text from log")).ShouldBe("42");
    }

    [Theory]
    [InlineData("update paid set amount = 1; commit")]
    [InlineData("select 1 from nowhere")]
    [InlineData("insert into paid (id) values (@unknown)")]
    [InlineData("update paid set amount = 'x'")]
    [InlineData("insert into paid (id) values ($1)")]
    public async Task What_the_database_refuses_is_422(string sql)
    {
        await using var node = await StartAsync();
        var operation = await node.AddOperationAsync(new OperationDefinition { Sql = new SqlOperation("shop", [new SqlStatement(sql, null)]) });
        await node.PostAsync();
        await node.UntilDoneAsync();
        node.Query($"select code from attempt where ep = {operation}").ShouldBe(422, node.Output(operation));
    }

    [Fact]
    public async Task A_constraint_that_waits_for_the_commit_fails_only_who_breaks_it()
    {
        await using var node = await StartAsync();
        await ExecuteAsync("create table known (id text primary key); insert into known select 'p' || n from generate_series(0, 49) n; "
            + "alter table paid add foreign key (id) references known deferrable initially deferred");
        var operation = await node.AddOperationAsync(Insert());
        await Task.WhenAll(Enumerable.Range(0, 51).Select(i => node.PostAsync($$"""{"id":"p{{i}}"}""")));
        await node.UntilDoneAsync();
        (await TextAsync("select count(*)::text from paid")).ShouldBe("50");
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(50);
        node.Query($"select count(*) from attempt where ep = {operation} and code = 409").ShouldBe(1);
        (await TextAsync("select count(*)::text from ringback_run")).ShouldBe("50");
    }

    [Fact]
    public async Task No_statement_leaves_the_session_changed_for_the_next()
    {
        await using var node = await StartAsync();
        await ExecuteAsync("create schema elsewhere; create table elsewhere.paid (like paid); create table log (m text)");
        await node.AddOperationAsync(new OperationDefinition { Sql = new SqlOperation("shop", [new SqlStatement("select set_config('search_path', 'elsewhere', false)", null)]) });
        await node.PostAsync("""{"id":"a"}""");
        await node.UntilDoneAsync();
        await node.AddOperationAsync(Insert());
        await node.PostAsync("""{"id":"b"}""");
        await node.UntilDoneAsync();
        (await TextAsync("select count(*)::text from public.paid")).ShouldBe("1");
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_stopped()
    {
        await using var node = await StartAsync(o => o.StatementTimeout = TimeSpan.FromMilliseconds(200));
        var operation = await node.AddOperationAsync(new OperationDefinition { Sql = new SqlOperation("shop", [new SqlStatement("select pg_sleep(60)", null)]) });
        await node.PostAsync();
        await node.UntilDoneAsync();
        node.Query($"select code from attempt where ep = {operation}").ShouldBe(504, node.Output(operation));
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_made_anew_and_what_waited_is_done()
    {
        await using var node = await StartAsync(o => o.RetrySchedule = RetrySchedule.CreateFrom(Enumerable.Repeat(TimeSpan.FromMilliseconds(50), 100)));
        var operation = await node.AddOperationAsync(Insert());
        await node.PostAsync("""{"id":"a"}""");
        await node.UntilDoneAsync();
        await ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ringback' and datname = current_database()");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => node.PostAsync($$"""{"id":"p{{i}}"}""")));
        await node.UntilDoneAsync();
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(51);
        (await TextAsync("select count(*)::text from paid")).ShouldBe("51");
    }

    [Fact]
    public async Task A_url_says_the_same_as_a_connection_string()
    {
        var address = new NpgsqlConnectionStringBuilder(_address);
        await using var node = await StartAsync(o => o.Connections =
            [new NamedConnection("shop", ConnectionKind.Postgres, $"postgres://postgres:p%40ss@{address.Host}:{address.Port}/{address.Database}?sslmode=disable")]);
        var operation = await node.AddOperationAsync(Insert());
        await node.PostAsync("""{"id":"a"}""");
        await node.UntilDoneAsync();
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(1);
    }

    private static OperationDefinition Insert() => new()
    {
        Sql = new SqlOperation("shop", [new SqlStatement(
            "insert into paid (id, amount, at, ok, doc, price) values (@id, @amount, @at, @ok, @doc, @price)",
            Names.ToDictionary(static name => name, static name => "/" + name))]),
    };

    private Task<TestNode> StartAsync(Action<Core.Settings.RingbackOptions>? configure = null) => TestNode.StartAsync(o =>
    {
        o.Connections = [new NamedConnection("shop", ConnectionKind.Postgres, _address)];
        // The test's user is a superuser.
        o.SqlAnyRole = true;
        o.RetrySchedule = RetrySchedule.None;
        configure?.Invoke(o);
    });

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string?> TextAsync(string sql)
    {
        await using var command = _database!.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync();
    }

    /// <summary>One server for them all, a database for each.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private PostgresServer? _server;
        private int _made;

        public async ValueTask InitializeAsync()
        {
            if (PostgresServer.Missing is null) _server = await PostgresServer.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (_server is not null) await _server.DisposeAsync();
        }

        public async Task<string> DatabaseAsync()
        {
            var name = $"shop{Interlocked.Increment(ref _made)}";
            await using var admin = NpgsqlDataSource.Create(_server!.ConnectionString);
            await using var create = admin.CreateCommand($"create database {name}");
            await create.ExecuteNonQueryAsync();
            return new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = name }.ConnectionString;
        }
    }
}

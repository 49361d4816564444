using System.Text.Json;
using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Json;
using Ringback.Core.Operate;
using Ringback.Core.Record;
using Ringback.Server.Tests.Deliver;

namespace Ringback.Server.Tests.Operate;

public sealed class SqlOperationTests : IDisposable
{
    private readonly ShopDatabase _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task What_an_event_says_is_written_and_how_many_rows_it_changed_is_on_record()
    {
        await using var node = await StartAsync();
        var operation = await node.AddOperationAsync(Insert());
        await node.PostAsync("""{"data":{"id":"pay_1","amount":1250,"note":"two \"words\""}}""");
        await node.UntilDoneAsync();

        _shop.Query("select amount from paid where id = 'pay_1'").ShouldBe(1250);
        _shop.Text("select note from paid").ShouldBe("two \"words\"");
        node.Output(operation).ShouldBe("""{"rowsChanged":1}""");
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(1);
        _shop.Query("select rows_changed from ringback_run").ShouldBe(1);
    }

    [Theory]
    [InlineData("1", "integer", "1")]
    [InlineData("1.5", "real", "1.5")]
    [InlineData("12345678901234567890", "text", "12345678901234567890")]
    [InlineData("-9223372036854775808", "integer", "-9223372036854775808")]
    [InlineData("9223372036854775808", "text", "9223372036854775808")]
    [InlineData("1234567890123456789012345678901234567890", "text", "1234567890123456789012345678901234567890")]
    [InlineData("-0", "integer", "0")]
    [InlineData("-0.0", "real", "0.0")]
    [InlineData("1e2", "real", "100.0")]
    [InlineData("1.10000000000000000000", "real", "1.1")]
    [InlineData("0.1234567890123456789012345678901234567890", "text", "0.1234567890123456789012345678901234567890")]
    [InlineData("12345678901234567.89", "text", "12345678901234567.89")]
    [InlineData("1e-400", "text", "1e-400")]
    [InlineData("1.7976931348623157e308", "real", "1.7976931348623157e+308")]
    [InlineData("5e-324", "real", "4.9406564584124654e-324")]
    [InlineData("\"NaN\"", "text", "NaN")]
    [InlineData("\"-Infinity\"", "text", "-Infinity")]
    [InlineData("\"1e400\"", "text", "1e400")]
    [InlineData("\"\\ud83d\\ude00\"", "text", "😀")]
    [InlineData("true", "integer", "1")]
    [InlineData("false", "integer", "0")]
    [InlineData("null", "null", null)]
    [InlineData("\"'; drop table paid; --\"", "text", "'; drop table paid; --")]
    [InlineData("\"\\u00e9\"", "text", "é")]
    [InlineData("\"\"", "text", "")]
    [InlineData("{ \"a\": [1] }", "text", "{ \"a\": [1] }")]
    public async Task A_parameter_keeps_its_type(string json, string type, string? text)
    {
        await using var node = await StartAsync();
        await node.AddOperationAsync(Insert());
        await node.PostAsync($$$"""{"data":{"id":"a","amount":0,"note":{{{json}}}}}""");
        await node.UntilDoneAsync();
        _shop.Text("select typeof(note) from paid").ShouldBe(type);
        _shop.Text("select cast(note as text) from paid").ShouldBe(text);
    }

    [Theory]
    [InlineData("\"a\\u0000b\"", "610062")]
    [InlineData("\"\\u0000\"", "00")]
    public async Task A_text_keeps_its_nul(string json, string hex)
    {
        await using var node = await StartAsync();
        await node.AddOperationAsync(Insert());
        await node.PostAsync($$$"""{"data":{"id":"a","amount":0,"note":{{{json}}}}}""");
        await node.UntilDoneAsync();
        _shop.Text("select hex(note) from paid").ShouldBe(hex);
    }

    [Theory]
    [InlineData(900_000)]
    [InlineData(9_000_000)]
    public async Task A_very_long_text_is_kept_whole_or_refused(int length)
    {
        await using var node = await StartAsync(retries: 0);
        var operation = await node.AddOperationAsync(Insert());
        await node.PostAsync($$$"""{"data":{"id":"a","amount":0,"note":"{{{new string('x', length)}}}"}}""");
        await node.UntilDoneAsync();
        if (length < 8 << 20)
            _shop.Query("select length(note) from paid").ShouldBe(length);
        else
            node.Output(operation).ShouldContain("larger than 8 MiB, the largest that a statement of an operation may read or create");
    }

    [Fact]
    public async Task A_deeply_nested_value_is_kept_whole()
    {
        var nested = new string('[', 500) + new string(']', 500);
        await using var node = await StartAsync();
        await node.AddOperationAsync(Insert());
        await node.PostAsync($$$"""{"data":{"id":"a","amount":0,"note":{{{nested}}}}}""");
        await node.UntilDoneAsync();
        _shop.Text("select note from paid").ShouldBe(nested);
    }

    [Fact]
    public async Task Runs_wait_for_a_table_of_markers_that_somebody_changed()
    {
        await using var node = await StartAsync(retries: 1);
        var operation = await node.AddOperationAsync(Insert());
        _shop.Execute("create table ringback_run (other text)");
        await node.PostAsync("""{"data":{"id":"a","amount":5}}""");
        await node.UntilAsync(() => node.Attempts(operation) > 3);
        node.Query($"select count(*) from attempt where ep = {operation} and code = 503 and cast(response as text) like '%ringback_run can''t be used%'").ShouldBe(node.Attempts(operation));
        _shop.Execute("drop table ringback_run");
        await node.UntilDoneAsync();
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(1);
        node.Logs.Errors.Count(static line => line.Contains("wait and use no retries", StringComparison.Ordinal)).ShouldBe(1);
    }

    /// <summary>What the database can't keep as it was sent fails at once: a row with something else in it would look like a success.</summary>
    [Theory]
    [InlineData("\"\\ud800\"", "is not valid Unicode")]
    [InlineData("{\"a\":\"\\udc00\"}", "is not valid Unicode")]
    [InlineData("1e400", "outside the range")]
    [InlineData("-1e400", "outside the range")]
    public async Task What_can_never_be_kept_as_it_was_sent_fails_once_and_says_why(string json, string why)
    {
        await using var node = await StartAsync(retries: 5);
        var operation = await node.AddOperationAsync(Insert());
        await node.PostAsync($$$"""{"data":{"id":"a","amount":0,"note":{{{json}}}}}""");
        await node.UntilDoneAsync();
        _shop.Query("select count(*) from paid").ShouldBe(0);
        node.Query($"select count(*) from attempt where ep = {operation}").ShouldBe(1);
        node.Query($"select count(*) from attempt where ep = {operation} and code = 422 and cast(response as text) like '%{why.Replace("'", "''", StringComparison.Ordinal)}%'").ShouldBe(1);
        node.Deliveries(operation, DeliveryState.Fail).ShouldBe(1);
    }

    [Theory]
    [InlineData("payload=%7B%22data%22%3A%7B%22id%22%3A%22a%22%2C%22amount%22%3A7%7D%7D", "application/x-www-form-urlencoded", 7)]
    [InlineData("\uFEFF{\"data\":{\"id\":\"a\",\"amount\":7}}", "application/json", 7)]
    [InlineData("<paid/>", "text/xml", null)]
    public async Task A_body_is_looked_into_whatever_it_was_sent_as_or_the_run_fails_at_once(string body, string type, int? amount)
    {
        await using var node = await StartAsync(retries: 5);
        var operation = await node.AddOperationAsync(Insert());
        await node.PostAsync(body, contentType: type == "application/json" && body[0] == '{' ? null : type);
        await node.UntilDoneAsync();
        if (amount is { } given)
        {
            _shop.Query("select amount from paid where id = 'a'").ShouldBe(given);
            return;
        }

        node.Query($"select count(*) from attempt where ep = {operation}").ShouldBe(1);
        node.Query($"select count(*) from attempt where ep = {operation} and code = 422 and cast(response as text) like 'Ringback can''t read values from this event. The body is text/xml%'").ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_was_put_in_the_place_of_another_is_the_one_that_is_written()
    {
        await using var node = await StartAsync(retries: 1000);
        var operation = await node.AddOperationAsync(Insert());
        await node.PostAsync("""{"data":{"id":"before","amount":1}}""");
        await node.UntilDoneAsync();
        using var restored = new ShopDatabase();
        File.Move(_shop.Path, _shop.Path + ".old");
        foreach (var beside in new[] { "-wal", "-shm" }) File.Delete(_shop.Path + beside);
        await node.PostAsync("""{"data":{"id":"gone","amount":2}}""");
        await node.UntilAsync(() => node.Query($"select count(*) from attempt where ep = {operation} and code = 503") > 0);
        restored.Execute("pragma wal_checkpoint(truncate)");
        File.Copy(restored.Path, _shop.Path);
        await node.PostAsync("""{"data":{"id":"after","amount":3}}""");
        await node.UntilDoneAsync();

        using var now = Ringback.Storage.Sqlite.Connection.SqliteDatabase.Open(_shop.Path, readOnly: true);
        using var sum = now.Prepare("select sum(amount) from paid");
        sum.Scalar().ShouldBe(5);
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(3);
    }

    [Fact]
    public async Task A_statement_that_is_refused_takes_none_of_the_others_with_it()
    {
        await using var node = await StartAsync(retries: 1);
        var operation = await node.AddOperationAsync(Insert());
        _shop.Execute("insert into paid values ('pay_7', 0, null)");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => node.PostAsync($$$"""{"data":{"id":"pay_{{{i}}}","amount":{{{i}}}}}""")));
        await node.UntilDoneAsync();

        _shop.Query("select count(*) from paid").ShouldBe(20);
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(19);
        node.Deliveries(operation, DeliveryState.Fail).ShouldBe(1);
        node.Query($"select count(*) from attempt where ep = {operation} and code = 409 and cast(response as text) like 'UNIQUE constraint failed: paid.id%'").ShouldBe(2);
        _shop.Query("select count(*) from ringback_run").ShouldBe(19);
    }

    [Fact]
    public async Task What_was_committed_there_and_not_recorded_here_is_recorded_and_not_done_again()
    {
        await using var node = await StartAsync();
        var operation = await node.AddOperationAsync(Insert() with { Sql = new SqlOperation("shop", [Statement(), Counting()]) });
        _shop.Execute("create table counted (n integer)");
        var message = await node.PostAsync("""{"data":{"id":"a","amount":5}}""");
        await node.UntilDoneAsync();

        // As after a crash between the two commits.
        await node.Sqlite.WriteAsync(session =>
        {
            session.Database.Execute($"delete from attempt; delete from delivery; insert into work (ep, seq, due, tries, manual) values ({operation}, {message.Seq}, null, 0, 0)");
            return true;
        });
        await node.RestartAsync();
        await node.UntilDoneAsync();

        node.Output(operation).ShouldBe("""{"rowsChanged":2,"statements":[1,1]}""");
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(1);
        _shop.Query("select count(*) from counted").ShouldBe(1);
    }

    [Theory]
    [InlineData("attach database '/tmp/x.db' as x")]
    [InlineData("pragma journal_mode = delete")]
    [InlineData("drop table paid")]
    [InlineData("create table t (a)")]
    [InlineData("commit")]
    [InlineData("vacuum")]
    [InlineData("delete from ringback_run")]
    [InlineData("update sqlite_master set sql = ''")]
    [InlineData("select load_extension('x')")]
    [InlineData("insert into paid (id) values ('1'); insert into paid (id) values ('2')")]
    [InlineData("insert into paid (id) values (@unknown)")]
    [InlineData("insert into paid (id) values (?)")]
    [InlineData("insert into nowhere values (1)")]
    [InlineData("select * from pragma_table_info('paid')")]
    public async Task A_statement_may_only_read_and_change_rows(string sql)
    {
        await using var node = await StartAsync(retries: 0);
        var operation = await node.AddOperationAsync(new OperationDefinition { Sql = new SqlOperation("shop", [new SqlStatement(sql, null)]) });
        await node.PostAsync();
        await node.UntilDoneAsync();
        node.Query($"select code from attempt where ep = {operation}").ShouldBe(422, node.Output(operation));
        _shop.Query("select count(*) from paid").ShouldBe(0);
        _shop.Query("select count(*) from ringback_run").ShouldBe(0);
    }

    [Theory]
    [InlineData("ringback.db")]
    [InlineData("./../{folder}/ringback.db")]
    [InlineData("symbolic")]
    [InlineData("hard")]
    public async Task Ringbacks_own_database_is_refused_by_whatever_path(string path)
    {
        var folder = Directory.CreateTempSubdirectory("ringback-own-").FullName;
        var real = Path.Combine(folder, "ringback.db");
        var given = path is "symbolic" or "hard" ? Path.Combine(folder, path) : Path.Combine(folder, path.Replace("{folder}", Path.GetFileName(folder), StringComparison.Ordinal));
        await using (var node = await TestNode.StartAsync(o => Configure(o, 0, given), folder))
        {
            if (path == "symbolic") File.CreateSymbolicLink(given, real);
            if (path == "hard") System.Diagnostics.Process.Start("ln", [real, given]).WaitForExit();
            var operation = await node.AddOperationAsync(new OperationDefinition { Sql = new SqlOperation("shop", [new SqlStatement("delete from application", null)]) });
            await node.PostAsync();
            await node.UntilDoneAsync();
            node.Query($"select code from attempt where ep = {operation}").ShouldBe(424);
            node.Query("select count(*) from application").ShouldBe(1);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_database_that_comes_back_gets_what_waited()
    {
        var away = Path.Combine(Path.GetDirectoryName(_shop.Path)!, "later.db");
        await using var node = await TestNode.StartAsync(o => Configure(o, 100, away));
        var operation = await node.AddOperationAsync(Insert());
        await node.PostAsync("""{"data":{"id":"a","amount":5}}""");
        await node.UntilAsync(() => node.Attempts(operation) > 0);
        node.Query($"select code from attempt where ep = {operation} limit 1").ShouldBe(503);

        _shop.Execute($"vacuum into '{away}'");
        await node.UntilDoneAsync();
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(1);
    }

    [Fact]
    public async Task A_statement_that_never_ends_is_stopped_and_the_others_are_done()
    {
        await using var node = await TestNode.StartAsync(o =>
        {
            // The limit holds for the other one, too, which a slow machine may let miss it a few times.
            Configure(o, 10, _shop.Path);
            o.StatementTimeout = TimeSpan.FromMilliseconds(200);
        });
        var endless = await node.AddOperationAsync(new OperationDefinition
        {
            Sql = new SqlOperation("shop", [new SqlStatement("with recursive n(i) as (select 1 union all select i + 1 from n) insert into paid (id) select i from n where i < 0", null)]),
        });
        var other = await node.AddOperationAsync(Insert());
        await node.PostAsync("""{"data":{"id":"a","amount":5}}""");
        await node.UntilDoneAsync();
        // 503: other work of this process took memory meanwhile, and the statement was stopped for that.
        node.Query($"select count(*) from attempt where ep = {endless} and code not in (503, 504)").ShouldBe(0);
        node.Query($"select count(*) from attempt where ep = {endless} and code = 504").ShouldNotBe(0);
        node.Deliveries(endless, DeliveryState.Fail).ShouldBe(1);
        node.Deliveries(other, DeliveryState.Success).ShouldBe(1);
        _shop.Query("select count(*) from paid").ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_takes_the_place_of_another_gets_what_comes_from_then_on()
    {
        var (path, other) = (Path.Combine(Path.GetDirectoryName(_shop.Path)!, "live.db"), Path.Combine(Path.GetDirectoryName(_shop.Path)!, "restored.db"));
        _shop.Execute($"vacuum into '{path}'; vacuum into '{other}'");
        await using var node = await TestNode.StartAsync(o => Configure(o, 0, path));
        var operation = await node.AddOperationAsync(Insert());
        await node.PostAsync("""{"data":{"id":"a"}}""");
        await node.UntilDoneAsync();
        File.Move(other, path, overwrite: true);
        await node.PostAsync("""{"data":{"id":"b"}}""");
        await node.UntilDoneAsync();
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(2);
        _shop.Execute($"attach '{path}' as live");
        _shop.Text("select group_concat(id) from live.paid").ShouldBe("b");
    }

    [Fact]
    public async Task Markers_are_dropped_when_nothing_can_ask_for_them_any_more()
    {
        await using var node = await TestNode.StartAsync(o =>
        {
            Configure(o, 0, _shop.Path);
            o.Retention = o.MarkerRetention = TimeSpan.FromDays(1);
        });
        await node.AddOperationAsync(Insert());
        var old = "msg_" + Core.Ids.Ksuid.LowestAt(node.Now - 49 * 3_600_000L);
        var young = "msg_" + Core.Ids.Ksuid.LowestAt(node.Now - 47 * 3_600_000L);
        _shop.Execute("create table ringback_run (message text not null, operation text not null, run integer not null, rows_changed integer not null, statements text not null, primary key (message, operation, run)) without rowid");
        foreach (var id in (string[])[old, young]) _shop.Execute($"insert into ringback_run values ('{id}', 'op_', 0, 1, '1')");
        await node.PostAsync("""{"data":{"id":"a"}}""");
        // Two is also what there is before its own marker is written.
        await node.UntilDoneAsync();
        await node.UntilAsync(() => _shop.Query("select count(*) from ringback_run") == 2);
        _shop.Query($"select count(*) from ringback_run where message = '{young}'").ShouldBe(1);
    }

    [Fact]
    public async Task Conditions_decide_which_messages_are_for_an_operation()
    {
        await using var node = await StartAsync();
        await node.AddOperationAsync(Insert() with { Conditions = [new Condition("/type", ConditionTest.Equal, [JsonSerializer.SerializeToElement("paid")])] });
        foreach (var payload in (string[])["""{"type":"paid","data":{"id":"a"}}""", """{"type":"open","data":{"id":"b"}}""", "no json", "[[[[", """{"data":{"id":"c"}}"""])
            await node.PostAsync(payload);
        await node.UntilDoneAsync();
        _shop.Query("select count(*) from paid").ShouldBe(1);
        node.Query("select count(*) from delivery").ShouldBe(1);
    }

    private static OperationDefinition Insert() => new() { Sql = new SqlOperation("shop", [Statement()]) };

    private static SqlStatement Statement() => new(
        "insert into paid (id, amount, note) values (@id, @amount, @note)",
        new Dictionary<string, string> { ["note"] = "/data/note", ["id"] = "/data/id", ["amount"] = "/data/amount" });

    private static SqlStatement Counting() => new("insert into counted (n) values (@n)", new Dictionary<string, string> { ["n"] = "$message.id" });

    private static void Configure(Core.Settings.RingbackOptions options, int retries, string path)
    {
        options.Connections = [new NamedConnection("shop", ConnectionKind.Sqlite, path)];
        options.RetrySchedule = RetrySchedule.CreateFrom(Enumerable.Repeat(TimeSpan.FromMilliseconds(20), retries));
    }

    private Task<TestNode> StartAsync(int retries = 6) => TestNode.StartAsync(o => Configure(o, retries, _shop.Path));
}

using Ringback.Core.Catalog;
using Ringback.Core.Operate;
using Ringback.Core.Record;
using Ringback.Operate.Sql;
using Ringback.Operate.Sql.Sessions;
using Ringback.Server.Tests.Deliver;

namespace Ringback.Server.Tests.Operate;

/// <summary>Statements that would take all the time and memory there is.</summary>
public sealed class SqliteStatementTests : IDisposable
{
    private const string Numbers = "with recursive n(i) as (select 1 union all select i + 1 from n) ";

    private static int _runs;
    private readonly ShopDatabase _shop = new();

    public void Dispose() => _shop.Dispose();

    [Theory]
    [InlineData("instr(zeroblob(8000000), zeroblob(4000000) || x'01')")]
    [InlineData("instr(replace(hex(zeroblob(1000000)), '0', 'a'), replace(hex(zeroblob(500000)), '0', 'a') || 'b')")]
    [InlineData("replace(hex(zeroblob(2000000)), '0', hex(zeroblob(1000000)))")]
    [InlineData("replace(hex(zeroblob(1000000)), hex(zeroblob(500000)) || '1', 'x')")]
    [InlineData("trim(hex(zeroblob(2000000)), hex(zeroblob(1)) || replace(hex(zeroblob(1000000)), '0', 'a'))")]
    [InlineData("ltrim(hex(zeroblob(2000000)), replace(hex(zeroblob(1000000)), '0', 'a') || '0')")]
    [InlineData("rtrim(hex(zeroblob(2000000)), replace(hex(zeroblob(1000000)), '0', 'a') || '0')")]
    [InlineData("length(randomblob(1000000000))")]
    [InlineData("length(zeroblob(1000000000))")]
    [InlineData("length(printf('%.*c', 1000000000, 'x'))")]
    [InlineData("length(format('%1000000000d', 1))")]
    [InlineData("length(hex(zeroblob(8000000)))")]
    [InlineData("length(quote(zeroblob(8000000)))")]
    [InlineData("(with recursive n(i) as (select 1 union all select i + 1 from n) select group_concat(zeroblob(10000)) from n)")]
    [InlineData("(with recursive n(i) as (select 1 union all select i + 1 from n) select json_group_array(i) from n)")]
    [InlineData("(with recursive n(i, t) as (select 1, 'x' union all select i + 1, t || t from n) select max(length(t)) from n)")]
    [InlineData("hex(zeroblob(1000000)) like printf('%%%.*c', 5000, 'a')")]
    [InlineData("hex(zeroblob(1000000)) glob replace(hex(zeroblob(500)), '0', '*0')")]
    [InlineData("json_patch((with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select json_group_object(i, 1) from n), "
        + "(with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select json_group_object(-i, 1) from n))")]
    [InlineData("length(jsonb_patch((with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select json_group_object(i, 1) from n), "
        + "(with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select json_group_object(-i, 1) from n)))")]
    [InlineData("length(json_pretty(replace(hex(zeroblob(400)), '0', '[') || '0' || replace(hex(zeroblob(400)), '0', ']'), hex(zeroblob(2000000))))")]
    [InlineData("length(json_pretty('[' || (with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000) select group_concat(i) from n) || ']'))")]
    [InlineData("load_extension('x')")]
    [InlineData("writefile('/tmp/x', 'x')")]
    [InlineData("edit('x')")]
    [InlineData("readfile('/etc/passwd')")]
    [InlineData("fts3_tokenizer('simple')")]
    public Task No_expression_takes_more_than_its_time(string expression) => RefusedAsync($"insert into paid (id) select {expression}");

    /// <summary>Each takes seconds in one step of SQLite's machine, in which it doesn't look at the clock.</summary>
    [Theory]
    [InlineData("hex(zeroblob(4000000)) like '%' || printf('%.*c', 254, '0') || '1'")]
    [InlineData("hex(zeroblob(4000000)) like '%' || printf('%.*c', 254, '0') || '1' escape '!'")]
    [InlineData("hex(zeroblob(4000000)) not like '%' || printf('%.*c', 254, '0') || '1'")]
    [InlineData("like('%' || printf('%.*c', 254, '0') || '1', hex(zeroblob(4000000)))")]
    [InlineData("hex(zeroblob(4000000)) glob '*' || printf('%.*c', 254, '0') || '1'")]
    [InlineData("hex(zeroblob(4000000)) glob '*' || replace(hex(zeroblob(12)), '0', '[0-9]') || '1'")]
    [InlineData("geopoly_overlap((with recursive n(i) as (select 0 union all select i + 1 from n where i < 200000) select '[' || group_concat('[' || (i % 2) || ',' || i || ']') || ',[0,0]]' from n), '[[5,0],[6,0],[6,1],[5,0]]')")]
    [InlineData("geopoly_within((with recursive n(i) as (select 0 union all select i + 1 from n where i < 200000) select '[' || group_concat('[' || (i % 2) || ',' || i || ']') || ',[0,0]]' from n), '[[5,0],[6,0],[6,1],[5,0]]')")]
    public async Task A_call_that_would_take_seconds_in_one_step_is_refused(string expression)
    {
        using var connections = Open(300_000);
        var run = await RunAsync(connections, "org_a", $"insert into paid (id) select {expression}");
        (run.Status, run.Error).ShouldBe((SqlStatus.Refused, "the arguments of a text function are larger than a statement of an operation may use (SQLite code 1)"));
    }

    [Theory]
    [InlineData(Numbers + "insert into paid (id) select i from n where i < 0")]
    [InlineData(Numbers + "insert into paid (id) select count(*) from n")]
    [InlineData("insert into paid (id) select value from generate_series(1, 1e12)")]
    [InlineData("attach ':memory:' as x")]
    [InlineData("vacuum into '/tmp/x'")]
    [InlineData("pragma hard_heap_limit = 1")]
    [InlineData("insert into paid (id) select * from pragma_table_list")]
    [InlineData("create virtual table t using fts5(a)")]
    public Task No_statement_takes_more_than_its_time(string sql) => RefusedAsync(sql);

    [Theory]
    [InlineData("instr('abcabc', 'c')", "3")]
    [InlineData("instr('äöü', 'ü')", "3")]
    [InlineData("coalesce(instr(null, 'a'), 'none')", "none")]
    [InlineData("replace('a-b-c', '-', '+')", "a+b+c")]
    [InlineData("trim('xxaxx', 'x') || ltrim('xxb', 'x') || rtrim('cxx', 'x')", "abc")]
    [InlineData("trim('  a ')", "a")]
    [InlineData("('Abc' like 'a_C') || ('abc' not like 'b%') || ('a%c' like 'a!%c' escape '!') || ('abc' like 'a!%c' escape '!')", "1110")]
    [InlineData("('abc' glob 'a*') || ('Abc' glob 'a*') || ('abc' glob '[a-b]?c') || coalesce(null like 'a', 'none')", "101none")]
    [InlineData("(hex(zeroblob(1000000)) like '%1') || (hex(zeroblob(50000)) like '%' || hex(zeroblob(100)) || '1')", "00")]
    [InlineData("geopoly_overlap('[[0,0],[2,0],[0,2],[0,0]]', '[[1,0],[3,0],[1,2],[1,0]]') > 0", "1")]
    [InlineData("json_pretty('[1]')", "[\n    1\n]")]
    [InlineData("json_pretty('[1]', '-')", "[\n-1\n]")]
    [InlineData("json(jsonb_patch('{\"a\":1}', '{\"b\":2}'))", "{\"a\":1,\"b\":2}")]
    [InlineData("json_array(json_patch('{\"a\":1}', '{\"b\":2}'))", "[{\"a\":1,\"b\":2}]")]
    public async Task Functions_do_what_they_do_elsewhere(string expression, string value)
    {
        using var connections = Open(60_000);
        var run = await RunAsync(connections, "org_a", $"insert into paid (id) values ({expression})");
        run.Status.ShouldBe(SqlStatus.Done, run.Error);
        _shop.Text("select id from paid").ShouldBe(value);
    }

    [Theory]
    [InlineData(Numbers + "insert into paid (id) select i || hex(zeroblob(50000)) from (select i from n limit 20000) order by 1 desc limit 1 offset 19999")]
    [InlineData("with recursive n(i, t) as (select 1, hex(zeroblob(50000)) union select i + 1, hex(zeroblob(50000)) || i from n where i < 100000) insert into paid (id) select max(i) from n")]
    [Trait("Category", "Slow")]
    public async Task A_statement_that_writes_too_much_to_temporary_files_is_stopped(string sql)
    {
        using var connections = Open(300_000);
        var run = await RunAsync(connections, "org_a", sql);
        (run.Status, run.Error).ShouldBe((SqlStatus.Refused, "The statement wrote more than 512 MiB to temporary files, and was stopped."));
        _shop.Query("select count(*) from paid").ShouldBe(0);
        (await RunAsync(connections, "org_a", "insert into paid (id) values ('after')")).Status.ShouldBe(SqlStatus.Done);
    }

    /// <summary>A function that a new SQLite brings is looked at before statements may call it.</summary>
    [Fact]
    public void Every_function_of_the_library_is_cheap_guarded_or_refused()
    {
        // In time and memory that is proportional to their arguments, or to the rows of a virtual table, whose statements are watched.
        const string Cheap = "-> ->> abs acos acosh asin asinh atan atan2 atanh avg bm25 ceil ceiling changes char coalesce concat concat_ws cos cosh count cume_dist "
            + "current_date current_time current_timestamp date datetime degrees dense_rank exp first_value floor format fts5 fts5_get_locale fts5_insttoken "
            + "fts5_locale fts5_source_id geopoly_area geopoly_bbox geopoly_blob geopoly_ccw geopoly_contains_point geopoly_debug geopoly_group_bbox geopoly_json "
            + "geopoly_regular geopoly_svg geopoly_xform group_concat hex highlight if ifnull iif json json_array "
            + "json_array_insert json_array_length json_error_position json_extract json_group_array json_group_object json_insert json_object json_quote json_remove json_replace "
            + "json_set json_type json_valid jsonb jsonb_array jsonb_array_insert jsonb_extract jsonb_group_array jsonb_group_object jsonb_insert jsonb_object jsonb_remove "
            + "jsonb_replace jsonb_set julianday lag last_insert_rowid last_value lead length likelihood likely ln log log10 log2 lower match matchinfo max min mod "
            + "nth_value ntile nullif octet_length offsets optimize percent_rank pi pow power printf quote radians random randomblob rank round row_number "
            + "rtreecheck rtreedepth rtreenode sign sin sinh snippet sqlite_compileoption_get sqlite_compileoption_used sqlite_log sqlite_source_id sqlite_version sqrt "
            + "strftime string_agg substr substring subtype sum tan tanh time timediff total total_changes trunc typeof unicode unistr unistr_quote unixepoch "
            + "unlikely upper zeroblob trim/1 ltrim/1 rtrim/1 unhex/1";
        const string Refused = "load_extension fts3_tokenizer";
        var known = $"{Cheap} {Refused}".Split(' ').Concat(Ringback.Operate.Sql.Sqlite.GuardedFunctions.Names.Select(static one => $"{one.Name}/{one.Arguments}")).ToHashSet();
        var all = _shop.Text("select group_concat(distinct name || '/' || narg) from pragma_function_list")!.Split(',');
        all.Where(one => !known.Contains(one) && !known.Contains(one[..one.LastIndexOf('/')])).ShouldBeEmpty();
        all.Length.ShouldBeGreaterThan(150);
    }

    [Theory]
    [InlineData(0, 1, false, nameof(SqlStatus.Constraint))]
    [InlineData(1, 1, false, nameof(SqlStatus.Done))]
    [InlineData(2, 1, false, nameof(SqlStatus.Constraint))]
    [InlineData(2, 1, true, nameof(SqlStatus.Done))]
    [InlineData(0, 0, false, nameof(SqlStatus.Done))]
    public async Task A_statement_that_changes_other_rows_than_expected_is_taken_back(int there, long rows, bool orMore, string status)
    {
        for (var i = 0; i < there; i++) _shop.Execute($"insert into paid values ('{i}', 0, null)");
        using var connections = Open(60_000);
        var run = await RunAsync(connections, "org_a", new SqlStatement("insert into paid values ('new', 1, null)", null), new SqlStatement("update paid set amount = 5 where amount = 0", null, new ExpectedRows(rows, orMore)));
        run.Status.ToString().ShouldBe(status, run.Error);
        if (status == nameof(SqlStatus.Constraint)) run.Error!.ShouldBe($"Statement 2 changed {there} rows, but the operation expects {rows}. The transaction was rolled back.");
        _shop.Query("select count(*) from paid where id = 'new'").ShouldBe(status == nameof(SqlStatus.Done) ? 1 : 0);
        _shop.Query("select count(*) from ringback_run").ShouldBe(status == nameof(SqlStatus.Done) ? 1 : 0);
    }

    [Fact]
    public async Task A_table_of_markers_that_was_dropped_is_made_again()
    {
        using var connections = Open(60_000);
        (await RunAsync(connections, "org_a", "insert into paid (id) values ('a')")).Status.ShouldBe(SqlStatus.Done);
        _shop.Execute("drop table ringback_run");
        (await RunAsync(connections, "org_a", "insert into paid (id) values ('b')")).Status.ShouldBe(SqlStatus.Done);
        _shop.Query("select count(*) from ringback_run").ShouldBe(1);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Slow_runs_of_one_organisation_let_those_of_another_through()
    {
        using var connections = Open(400);
        var slow = Enumerable.Range(0, 20).Select(_ => RunAsync(connections, "org_a", Numbers + "insert into paid (id) select i from n where i < 0")).ToArray();
        var quick = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => RunAsync(connections, "org_b", $"insert into paid (id) values ('{i}')")));
        quick.ShouldAllBe(static one => one.Status == SqlStatus.Done);
        slow.Count(static one => one.IsCompleted).ShouldBeLessThan(20);
        (await Task.WhenAll(slow)).ShouldAllBe(static one => one.Status == SqlStatus.TimedOut);
    }

    /// <summary>All of a database waits while somebody else writes to it, and nothing of another one.</summary>
    [Fact]
    public async Task A_file_that_somebody_holds_holds_up_no_other_file()
    {
        using var held = new ShopDatabase();
        await using var node = await TestNode.StartAsync(o => o.Connections =
            [new NamedConnection("held", ConnectionKind.Sqlite, held.Path), new NamedConnection("shop", ConnectionKind.Sqlite, _shop.Path)]);
        await node.AddOperationAsync(Insert("held"));
        var free = await node.AddOperationAsync(Insert("shop"));
        held.Execute("begin immediate");
        await Task.WhenAll(Enumerable.Range(0, 240).Select(i => node.PostAsync($$"""{"id":"p{{i}}"}""")));
        await node.UntilAsync(() => node.Deliveries(free, DeliveryState.Success) == 240);
        held.Query("select count(*) from paid").ShouldBe(0);
        held.Execute("rollback");

        static OperationDefinition Insert(string connection) =>
            new() { Sql = new SqlOperation(connection, [new SqlStatement("insert into paid (id) values (@id)", new Dictionary<string, string> { ["id"] = "/id" })]) };
    }

    private static Task<SqlResult> RunAsync(SqlConnections connections, string organisation, string sql) =>
        RunAsync(connections, organisation, new SqlStatement(sql, null));

    private static async Task<SqlResult> RunAsync(SqlConnections connections, string organisation, params SqlStatement[] statements)
    {
        var plan = SqlPlans.Of("shop", statements);
        return await connections.RunAsync(plan, new SqlRun($"msg_z{Interlocked.Increment(ref _runs)}", "op_x", 0, [.. statements.Select(static _ => Array.Empty<SqlValue>())], organisation));
    }

    private async Task RefusedAsync(string sql)
    {
        using var connections = Open(300);
        var started = System.Diagnostics.Stopwatch.StartNew();
        var run = await RunAsync(connections, "org_a", sql);
        run.Status.ShouldBeOneOf([SqlStatus.Refused, SqlStatus.TimedOut, SqlStatus.Constraint], $"{run.Status} {run.Error}");
        // Without the limits these take minutes; this tells them from a machine that is only busy.
        started.Elapsed.ShouldBeLessThan(Ringback.Testing.Wait.Patience);
        _shop.Query("select count(*) from paid").ShouldBe(0);
    }

    private SqlConnections Open(int timeoutMs) =>
        new([new NamedConnection("shop", ConnectionKind.Sqlite, _shop.Path)], new SqlOptions(TimeSpan.FromMilliseconds(timeoutMs), TimeSpan.FromDays(100)), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, () => 2);
}

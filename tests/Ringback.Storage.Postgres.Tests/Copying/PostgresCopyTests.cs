using Ringback.Core.Commit;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Stores;
using Ringback.Storage.Postgres.Accept;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Postgres.Copying;
using Ringback.Storage.Sqlite;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Testing;

namespace Ringback.Storage.Postgres.Tests.Copying;

/// <summary>A data folder with rows, and an empty schema.</summary>
public sealed class PostgresCopyTests : PostgresTest
{
    private static readonly string[] Own = ["meta", "keylog", "dedupe_log", "sqlite_sequence"];

    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-copy-").FullName;
    private readonly ManualTime _clock = new();

    public PostgresCopyTests(PostgresDatabases databases)
        : base(databases) =>
        SqliteStore.Open(_folder, _clock, new IdSource(_clock), new SecretBox(new byte[32])).Dispose();

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }

    [Fact]
    public void All_rows_of_all_tables_are_copied_as_they_are()
    {
        var tables = Tables();
        using (var source = Source())
        {
            var names = new List<string>();
            using var rows = source.Prepare("select name from sqlite_master where type = 'table' order by name");
            while (rows.Step())
                names.Add(rows.Text(0));
            names.Except(Own).ShouldBe(tables.Select(static table => table.Name), "each table of SQLite's has one of PostgreSQL's");
            SampleRows.Fill(source, tables);
        }

        Copy().ShouldAllBe(static table => table.IsSame && (table.Table == "dedupe" || table.Source.Rows > 5));

        using var before = Source();
        foreach (var table in tables)
            SampleRows.Dump(Database, table).ShouldBe(SampleRows.Dump(before, table), ignoreOrder: true, table.Name);
    }

    [Fact]
    public void Numbers_go_on_behind_the_highest()
    {
        using (var source = Source())
        {
            SampleRows.Fill(source, Tables());
            source.Execute("insert into meta (key, value) values ('seq', 4000), ('aseq', 70); update meta set value = 30 where key = 'direct'; update meta set value = 20 where key = 'direct_since'");
        }

        Copy();

        foreach (var (key, value) in (IEnumerable<(string, long)>)[("seq", 4000), ("aseq", 70), ("direct", 30), ("direct_since", 20)])
            Database.Prepared("select value from meta where key = ?").Bind(key).Scalar().ShouldBe(value, key);
        Database.Prepared("insert into url (text) values ('new') returning id").Scalar().ShouldBe(8);
        Database.Prepared("select value from meta where key = 'encryption_key'").Scalar().ShouldNotBeNull();
        Database.Prepared("select good_until from lease").Scalar().ShouldBe(0);
    }

    [Fact]
    public void Keys_of_all_three_tables_become_rows_of_one()
    {
        using (var source = Source())
        {
            Message(source, 1, Now);
            Message(source, 2, Now - PostgresKeys.MadeUpKeptFor);
            Message(source, 3, Now - 1000);
            Run(source, "insert into keylog (seq, hash, body) values (1, x'01', 11), (2, x'02', 12), (3, x'01', 13), (9, x'09', 19)");
            Run(source, "insert into dedupe_log (id, hash, seq, expires) values (1, x'0a', 1, 100), (2, x'0b', 2, 200), (3, x'0a', 3, 300)");
            Run(source, "insert into dedupe (hash, seq, ref, body, expires) values (x'0a', 1, null, 0, 50), (x'0c', null, 'app_1', 5, null)");
        }

        Copy().Single(static table => table.Table == "dedupe").Source.Rows.ShouldBe(4);

        var found = new List<(string Hash, long? Seq, string? Reference, long Body, long? Expires)>();
        var rows = Database.Prepared("select hash, seq, ref, body, expires from dedupe order by hash");
        while (rows.Step())
            found.Add((Convert.ToHexString(rows.Blob(0)), rows.NullableInt64(1), rows.NullableText(2), rows.Int64(3), rows.NullableInt64(4)));
        found.ShouldBe([
            ("01", 3, null, 13, Now - 1000 + PostgresKeys.MadeUpKeptFor),
            ("0A", 3, null, 0, 300),
            ("0B", 2, null, 0, 200),
            ("0C", null, "app_1", 5, null),
        ]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_copy_that_ended_early_goes_on_where_it_was(bool killed)
    {
        using (var source = Source())
            SampleRows.AddMessages(source, 6000);

        using var stop = new CancellationTokenSource();
        var copy = () => Copy(step =>
        {
            if (step is not { Phase: CopyPhase.Copy, Name: "message" })
                return;
            if (!killed)
                stop.Cancel();
            else
                EndAllOthers();
        }, stop: stop.Token);
        if (killed)
            Should.Throw<StoreUnavailableException>(copy);
        else
            Should.Throw<OperationCanceledException>(copy);
        var before = Database.Prepared("select count(*) from message").Scalar();
        before.ShouldNotBeNull().ShouldBeInRange(1, 5999);
        Should.Throw<StoreUnavailableException>(Open).Message.ShouldContain("isn't finished. Run the same `ringback copy` again");

        // Time goes on: which keys are copied doesn't.
        _clock.Advance(TimeSpan.FromHours(1));
        long? first = null;
        Copy(step => first ??= step is { Name: "message" } ? Database.Prepared("select count(*) from message").Scalar() : null).ShouldAllBe(static table => table.IsSame);
        first.ShouldNotBeNull().ShouldBeGreaterThan(before.Value);
        Open().Dispose();
    }

    [Fact]
    public void A_source_that_changed_meanwhile_is_found_out_and_no_node_opens_the_schema()
    {
        using (var source = Source())
            SampleRows.AddMessages(source, 3000);
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Copy(step =>
        {
            if (step.Name == "message")
                stop.Cancel();
        }, stop: stop.Token));
        using (var source = Source())
            source.Execute("update message set type = 'other' where seq = 1001");

        var tables = Copy();

        tables.Where(static table => !table.IsSame).Select(static table => table.Table).ShouldBe(["message"]);
        Should.Throw<StoreUnavailableException>(Open).Message.ShouldContain("isn't finished");
    }

    [Fact]
    public void A_schema_that_holds_something_is_refused_and_stays_as_it_is()
    {
        Database.Prepared("insert into url (text) values ('theirs')").Run();
        var refused = Should.Throw<StoreUnavailableException>(() => Copy());
        refused.Message.ShouldStartWith("The schema ringback isn't empty: there are rows in url.");
        Database.Prepared("select count(*) from url").Scalar().ShouldBe(1);
        Open().Dispose();
    }

    [Fact]
    public void A_schema_that_a_node_uses_is_refused()
    {
        using var node = Open();
        Should.Throw<StoreUnavailableException>(() => Copy()).Message.ShouldMatch(@"\(process \d+\) uses the schema ringback\. Stop all nodes of this store, then copy\.");
    }

    [Fact]
    public void A_schema_of_another_key_is_refused()
    {
        Copy(key: 1);
        Should.Throw<SecretBoxException>(Open);
        Should.Throw<SecretBoxException>(() => Copy());
    }

    private static void Message(SqliteDatabase source, long seq, long at) => source
        .Prepared("insert into message (seq, id, app, at, type) values (?1, cast(?1 as blob), 1, ?2, 'good')").Bind(seq).Bind(at).Run();

    private static void Run(SqliteDatabase source, string sql) => source.Execute(sql);

    private SqliteDatabase Source() => SqliteDatabase.Open(Path.Combine(_folder, SqliteStore.FileName), readOnly: false);

    private IReadOnlyList<CopiedTable> Tables() => CopiedTable.All(Database, Connections.Settings.Schema);

    private IReadOnlyList<TableComparison> Copy(Action<CopyStep>? report = null, byte key = 0, CancellationToken stop = default) =>
        CopiedStores.Copy(_folder, Connections.Settings.ConnectionString, _clock, report, key, stop);

    private IStore Open() => PostgresStore.Open(
        Connections.Settings.ConnectionString, _clock, new IdSource(_clock), new SecretBox(new byte[32]), TimeSpan.FromDays(1), static _ => { },
        TestContext.Current.CancellationToken);

    /// <summary>Ends the sessions of the copy, as its death would.</summary>
    private void EndAllOthers()
    {
        using var other = Connections.Open(SessionLimits.Writer);
        other.Prepared("select count(pg_terminate_backend(pid, 30000)) from pg_stat_activity where application_name like 'ringback %' and datname = current_database() and pid <> pg_backend_pid()").Scalar();
    }
}

using Npgsql;
using Ringback.Core.Commit;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Postgres.Schema;

namespace Ringback.Storage.Postgres.Tests.Schema;

public sealed class PostgresSchemaTests(PostgresDatabases databases) : IAsyncLifetime
{
    private PostgresConnections _connections = null!;

    public async ValueTask InitializeAsync() => _connections = new PostgresConnections(await databases.CreateAsync());

    public ValueTask DisposeAsync()
    {
        _connections?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Twenty_nodes_that_start_at_once_make_it_once()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() =>
        {
            using var connections = new PostgresConnections(_connections.Settings);
            return PostgresSchema.Migrate(connections, TimeProvider.System);
        })));
        added.Count(static versions => versions.Count > 0).ShouldBe(1);
        PostgresSchema.Status(_connections).ShouldSatisfyAllConditions(
            static status => status.Version.ShouldBe(PostgresSchema.Version),
            static status => status.Applied.Count.ShouldBe(PostgresSchema.Version),
            static status => status.Pending.ShouldBe(0));
    }

    [Fact]
    public void A_database_without_it_has_version_0_and_stays_as_it_is()
    {
        var status = PostgresSchema.Status(_connections);
        (status.Schema, status.Version, status.Known, status.Pending).ShouldBe(("ringback", 0, PostgresSchema.Version, PostgresSchema.Version));
        status.Applied.ShouldBeEmpty();
        using var database = _connections.Open(SessionLimits.Writer);
        Should.Throw<StoreUnavailableException>(() => PostgresSchema.Check(database, _connections.Settings)).Message.ShouldContain("ringback migrate");
        database.Prepared("select count(*) from pg_namespace where nspname = 'ringback'").Scalar().ShouldBe(0);
    }

    [Fact]
    public void A_newer_version_is_refused_and_not_touched()
    {
        PostgresSchema.Migrate(_connections, TimeProvider.System);
        using var database = _connections.Open(SessionLimits.Writer);
        PostgresSchema.Check(database, _connections.Settings);
        database.Execute("insert into schema_version (at, version) values (0, 99)");
        var refused = Should.Throw<StoreUnavailableException>(() => PostgresSchema.Migrate(_connections, TimeProvider.System));
        refused.Message.ShouldBe($"The schema ringback was written by a newer version of Ringback (schema 99; this version knows {PostgresSchema.Version}). Update Ringback.");
        Should.Throw<StoreUnavailableException>(() => PostgresSchema.Check(database, _connections.Settings)).Message.ShouldBe(refused.Message);
        PostgresSchema.Status(_connections).Version.ShouldBe(99);
    }

    [Fact]
    public void A_schema_of_another_program_is_refused()
    {
        using var database = _connections.Open(SessionLimits.Writer);
        database.Execute("create schema ringback; create table ringback.theirs (id integer)");
        Should.Throw<StoreUnavailableException>(() => PostgresSchema.Migrate(_connections, TimeProvider.System)).Message.ShouldContain("another program");
    }

    [Fact]
    public void A_user_who_may_only_use_a_schema_of_his_own_makes_it_there()
    {
        using var owner = _connections.Open(SessionLimits.Writer);
        var user = $"hooks_{owner.ProcessId}";
        owner.Execute($"create role {user} login");
        using var connections = new PostgresConnections(With(builder => (builder.Username, builder.SearchPath) = (user, "hooks")));
        Should.Throw<StoreUnavailableException>(() => PostgresSchema.Migrate(connections, TimeProvider.System)).Message.ShouldContain("create schema \"hooks\" authorization");
        owner.Execute($"create schema hooks authorization {user}");
        PostgresSchema.Migrate(connections, TimeProvider.System).ShouldBe(Enumerable.Range(1, PostgresSchema.Version));
        owner.Prepared("select count(*) from hooks.work").Scalar().ShouldBe(0);
    }

    [Fact]
    public void Two_installations_share_a_database()
    {
        using var other = new PostgresConnections(With(static builder => builder.SearchPath = "It's \"2\""));
        PostgresSchema.Migrate(_connections, TimeProvider.System);
        PostgresSchema.Migrate(other, TimeProvider.System);
        using var database = other.Open(SessionLimits.Writer);
        database.Prepared("insert into failing (ep, since) values (1, 1)").Run();
        using var first = _connections.Open(SessionLimits.Writer);
        first.Prepared("select count(*) from failing").Scalar().ShouldBe(0);
        PostgresSchema.Status(other).Version.ShouldBe(PostgresSchema.Version);
    }

    [Fact]
    public void A_script_that_fails_leaves_nothing()
    {
        using var database = _connections.Open(SessionLimits.Writer);
        // Refuses the last table.
        database.Execute(
            """
            create function public.refuse() returns event_trigger language plpgsql as $$
            begin
                if exists (select 1 from pg_class where relname = 'schedule') then
                    raise 'refused';
                end if;
            end $$;
            create event trigger refuse on ddl_command_end when tag in ('CREATE TABLE') execute function public.refuse();
            """);
        Should.Throw<PostgresException>(() => PostgresSchema.Migrate(_connections, TimeProvider.System)).MessageText.ShouldBe("refused");
        database.Prepared("select count(*) from pg_namespace where nspname = 'ringback'").Scalar().ShouldBe(0);
        database.Execute("drop event trigger refuse");
        PostgresSchema.Migrate(_connections, TimeProvider.System).Count.ShouldBe(PostgresSchema.Version);
    }

    [Fact]
    public void Texts_are_ordered_by_their_bytes()
    {
        PostgresSchema.Migrate(_connections, TimeProvider.System);
        using var database = _connections.Open(SessionLimits.Writer);
        foreach (var name in (string[])["b", "B", "a", "é", "Z", "_"])
            database.Prepared("insert into event_type (org, name, doc) values (1, ?, '')").Bind(name).Run();
        var rows = database.Prepared("select name from event_type order by name");
        var found = "";
        while (rows.Step())
            found += rows.Text(0);
        found.ShouldBe("BZ_abé");
    }

    [Theory]
    [InlineData("select instr(' a b ', ' b ')", 3L)]
    [InlineData("select instr('ab', 'c')", 0L)]
    [InlineData("select instr(null, 'c')", null)]
    [InlineData("select count(*) from meta where key in ('direct', 'direct_since') and value = 1", 2L)]
    public void It_has_what_statements_of_all_stores_use(string sql, long? expected)
    {
        PostgresSchema.Migrate(_connections, TimeProvider.System);
        using var database = _connections.Open(SessionLimits.Writer);
        database.Prepared(sql).Scalar().ShouldBe(expected);
    }

    private PostgresSettings With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var builder = new NpgsqlConnectionStringBuilder(_connections.Settings.ConnectionString);
        change(builder);
        return new PostgresSettings(builder.ConnectionString);
    }
}

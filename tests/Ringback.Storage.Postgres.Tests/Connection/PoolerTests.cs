using Npgsql;
using Ringback.Storage.Postgres.Connection;

namespace Ringback.Storage.Postgres.Tests.Connection;

public sealed class PoolerTests(PostgresDatabases databases) : PostgresTest(databases)
{
    [Fact]
    public async Task A_pooler_that_refuses_settings_gets_them_with_each_transaction()
    {
        await using var pooler = new FakePooler(new NpgsqlConnectionStringBuilder(Connections.Settings.ConnectionString).Port);
        using var connections = new PostgresConnections(With(builder => builder.Port = pooler.Port));
        using var database = connections.Open(SessionLimits.Writer);
        connections.Settings.IsBehindPooler.ShouldBeTrue();
        // Npgsql tries with TLS and without.
        var refused = pooler.Refused;
        refused.ShouldBePositive();

        // Alone, in a transaction, read in one, and together.
        ValueOf(database, "search_path").ShouldBe("\"ringback\"");
        database.Begin();
        database.Prepared("insert into failing (ep, since) values (?, ?)").Bind(1).Bind(2).Run();
        ValueOf(database, "statement_timeout").ShouldBe("30s");
        database.Commit();
        database.BeginReading();
        var (one, two) = ((PostgresStatement)database.Prepare("select since from failing where ep = ?"), (PostgresStatement)database.Prepare("select count(*) from failing"));
        one.Bind(1);
        database.RunTogether(one, two);
        (one.Scalar(), two.Scalar()).ShouldBe((2, 1));
        database.RollBack();
        database.Execute("begin");
        database.Execute("delete from failing; delete from failing");
        database.Execute("commit");
        database.Prepared("select count(*) from failing").Scalar().ShouldBe(0);
        connections.Open(SessionLimits.Reader).Dispose();
        pooler.Refused.ShouldBe(refused);
    }
}

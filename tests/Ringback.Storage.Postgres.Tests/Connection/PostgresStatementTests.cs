using System.Text;
using Ringback.Storage.Postgres.Connection;

namespace Ringback.Storage.Postgres.Tests.Connection;

public sealed class PostgresStatementTests(PostgresDatabases databases) : PostgresTest(databases)
{
    [Fact]
    public void Null_without_a_type_goes_into_any_column()
    {
        Database.Execute("create table anything (n bigint, t text, b bytea)");
        var insert = Database.Prepare("insert into anything (n, t, b) values (?, ?, ?)");
        for (var i = 0; i < 3; i++)
        {
            insert.BindNull().BindNull().BindNull().Run();
            insert.Bind(1).Bind("t").Bind([1]).Run();
            insert.Bind((long?)null).Bind((string?)null).BindNull().Run();
        }

        Database.Prepared("select count(*) from anything where n is null and t is null and b is null").Scalar().ShouldBe(6);
        Database.Prepared("select count(*) from anything where n = 1 and t = 't' and length(b) = 1").Scalar().ShouldBe(3);
    }

    [Fact]
    public void A_number_goes_into_columns_of_all_widths_and_finds_them()
    {
        Database.Execute("create table widths (a smallint, b integer, c bigint)");
        Database.Prepared("insert into widths (a, b, c) values (?, ?, ?)").Bind(1).Bind(2).Bind(3).Run();
        Database.Changes.ShouldBe(1);
        Database.Prepared("select count(*) from widths where a = ? and b = ? and c = ?").Bind(1).Bind(2).Bind(3).Scalar().ShouldBe(1);
        Database.Prepared("update widths set a = ?").Bind(40_000).ShouldSatisfyAllConditions(
            statement => Should.Throw<Npgsql.PostgresException>(statement.Run).SqlState.ShouldBe("22003"));
    }

    [Fact]
    public void Numbers_use_an_index()
    {
        Database.Execute("insert into message (seq, at, app, id, type) select v, 0, 1, cast(v::text as bytea), '' from generate_series(1, 20000) v; analyze message");
        var plan = Database.Prepared($"explain select m.seq from message m where m.seq in (select value from {Database.Numbers(1)})").BindNumbers([1, 2, 3]);
        var lines = new StringBuilder();
        while (plan.Step())
            lines.AppendLine(plan.Text(0));
        lines.ToString().ShouldContain("message_pkey");
    }

    [Fact]
    public void Changes_counts_the_last_statement()
    {
        Database.Prepared("insert into failing (ep, since) values (1, 1), (2, 2), (3, 3)").Run();
        Database.Changes.ShouldBe(3);
        Database.Prepared("update failing set since = 0 where ep > ?").Bind(1).Run();
        Database.Changes.ShouldBe(2);
        Database.Prepared("delete from failing where ep > 5").Run();
        Database.Changes.ShouldBe(0);
        Database.Prepared("insert into failing (ep, since) values (1, 9) on conflict (ep) do nothing").Run();
        Database.Changes.ShouldBe(0);
    }

    [Fact]
    public void Statements_run_together_share_a_round_trip()
    {
        var (one, two) = ((PostgresStatement)Database.Prepare("select v from generate_series(1, ?) v"), (PostgresStatement)Database.Prepare("select ?"));
        for (var i = 0; i < 3; i++)
        {
            one.Bind(2);
            two.Bind("a");
            var before = Database.RoundTrips;
            Database.Begin();
            Database.RunTogether(one, two);
            (Database.RoundTrips - before).ShouldBe(1);
            (one.Step(), one.Int64(0), one.Step(), one.Int64(0), one.Step()).ShouldBe((true, 1L, true, 2L, false));
            (two.Step(), two.Text(0), two.Step()).ShouldBe((true, "a", false));
            Database.Commit();
        }
    }

    [Fact]
    public void A_statement_outlives_its_session()
    {
        var statement = Database.Prepare("select ? + 1");
        for (var i = 0; i < 3; i++)
            statement.Bind(1).Scalar().ShouldBe(2);
        End(Database.ProcessId);
        Should.Throw<Core.Commit.StoreUnavailableException>(() => statement.Bind(1).Scalar());
        Database.IsBroken.ShouldBeTrue();
        Database.Open();
        for (var i = 0; i < 3; i++)
            statement.Bind(1).Scalar().ShouldBe(2);
    }
}

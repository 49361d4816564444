using System.Text;
using Ringback.Storage.Postgres.Connection;

namespace Ringback.Storage.Postgres.Tests.Connection;

public sealed class PostgresValueTests(PostgresDatabases databases) : PostgresTest(databases, isShared: true)
{
    [Theory]
    [InlineData("7::smallint", 7L, "7")]
    [InlineData("-7::integer", -7L, "-7")]
    [InlineData("9223372036854775807::bigint", long.MaxValue, "9223372036854775807")]
    [InlineData("12::numeric", 12L, "12")]
    [InlineData("true", 1L, "1")]
    [InlineData("1 > 2", 0L, "0")]
    [InlineData("'17'", 17L, "17")]
    [InlineData("'é'", 0L, "é")]
    [InlineData("'ab'::varchar", 0L, "ab")]
    [InlineData("'ab'::bytea", 0L, "ab")]
    [InlineData("null::bigint", 0L, "")]
    [InlineData("null::text", 0L, "")]
    [InlineData("null::bytea", 0L, "")]
    [InlineData("null", 0L, "")]
    public void Values_are_read(string expression, long number, string text)
    {
        var row = Database.Prepare($"select {expression}");
        row.Step().ShouldBeTrue();
        row.IsNull(0).ShouldBe(expression.StartsWith("null", StringComparison.Ordinal));
        row.Int64(0).ShouldBe(number);
        row.Text(0).ShouldBe(text);
        row.Length(0).ShouldBe(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetString(row.Blob(0)).ShouldBe(text);
        row.Step().ShouldBeFalse();
    }

    [Fact]
    public void Values_are_bound_by_their_types_the_first_time_and_when_it_is_prepared()
    {
        var row = Database.Prepare("select ?1 + 1, ?2 || 'x', ?3, ?4 is null, ?5 is null, coalesce(?6, 1)");
        for (var i = 0; i < 4; i++)
        {
            row.Bind(i).Bind($"t{i}\0").Bind([1, (byte)i]).Bind((long?)null).Bind((string?)null).BindNull();
            row.Step().ShouldBeTrue();
            row.Int64(0).ShouldBe(i + 1);
            row.Text(1).ShouldBe($"t{i}\0x");
            row.Blob(2).ToArray().ShouldBe([1, (byte)i]);
            (row.Int64(3), row.Int64(4), row.Int64(5)).ShouldBe((1, 1, 1));
            row.Step().ShouldBeFalse();
        }

        Database.Prepared("select count(*) from pg_prepared_statements where statement like '%|| ''x''%'").Scalar().ShouldBe(1);
    }

    [Fact]
    public void Two_statements_are_read_in_turn()
    {
        var outer = Database.Prepare("select v from generate_series(1, 3) v").ShouldBeOfType<PostgresStatement>();
        var inner = Database.Prepare("select v from generate_series(1, ?) v");
        var seen = new List<(long, long)>();
        while (outer.Step())
        {
            inner.Bind(outer.Int64(0));
            while (inner.Step())
                seen.Add((outer.Int64(0), inner.Int64(0)));
        }

        seen.ShouldBe([(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (3, 3)]);
    }

    [Fact]
    public void A_statement_left_in_the_middle_is_bound_anew()
    {
        var rows = Database.Prepare("select v from generate_series(?1, ?2) v");
        rows.Bind(1).Bind(9).Step().ShouldBeTrue();
        rows.Bind(5).Bind(6).Step().ShouldBeTrue();
        rows.Int64(0).ShouldBe(5);
        rows.Reset();
        rows.Bind(7).Bind(7).Scalar().ShouldBe(7);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_wrong_number_of_values_is_refused(int bound)
    {
        var statement = Database.Prepare("select ?");
        Should.Throw<InvalidOperationException>(() =>
        {
            for (var i = 0; i < bound; i++)
                statement.Bind(i);
            statement.Run();
        }).Message.ShouldContain("parameters");
    }

    [Theory]
    [InlineData("select count(*) from {0} h where h.value > 1")]
    [InlineData("select count(*) from generate_series(0, 9) v where v in (select value from {0})", 3)]
    [InlineData("select sum(value) from {0}", 6)]
    public void Numbers_are_a_table(string sql, long expected = 2) =>
        Database.Prepared(string.Format(null, sql, Database.Numbers(1))).BindNumbers([1, 2, 3]).Scalar().ShouldBe(expected);
}

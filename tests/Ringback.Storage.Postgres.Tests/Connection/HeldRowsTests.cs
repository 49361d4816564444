using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Tests.Connection;

public sealed class HeldRowsTests(PostgresDatabases databases) : PostgresTest(databases)
{
    private static readonly RowsColumn[] Keys = [new("ep", RowsType.Number), new("seq", RowsType.Number)];
    private static readonly RowsColumn[] WorkColumns =
        [.. Keys, new("due", RowsType.Number), new("tries", RowsType.Number), new("manual", RowsType.Number)];

    private Statement Insert => field ??= Database.PrepareMany(new ManyRows(RowsChange.Insert, "work", WorkColumns, Key: 2, "on conflict (ep, seq) do nothing"));

    private Statement Update => field ??= Database.PrepareMany(new ManyRows(RowsChange.Update, "work", WorkColumns, Key: 2));

    private Statement Delete => field ??= Database.PrepareMany(new ManyRows(RowsChange.Delete, "work", Keys, Key: 2));

    [Fact]
    public void A_batch_of_several_tables_is_one_round_trip_with_its_begin_and_commit()
    {
        var delivery = Database.PrepareMany(new ManyRows(
            RowsChange.Insert, "delivery", [new("seq", RowsType.Number), new("ep", RowsType.Number), new("state", RowsType.Number)], Key: 2));
        Row(Insert, 1, 1);
        Row(Insert, 1, 2);
        Database.Flush();
        for (var batch = 0; batch < 3; batch++)
        {
            var before = Database.RoundTrips;
            Database.Begin();
            for (var i = 0; i < 100; i++)
            {
                Row(Insert, 2 + batch, i);
                delivery.Bind(i).Bind(2 + batch).Bind(0).Run();
            }

            Row(Update, 1, 1, due: batch);
            Database.RoundTrips.ShouldBe(before);
            Database.Commit();
            (Database.RoundTrips - before).ShouldBe(1);
        }

        Database.Prepared("select count(*) from work").Scalar().ShouldBe(302);
        Database.Prepared("select count(*) from delivery").Scalar().ShouldBe(300);
        Database.Prepared("select due from work where ep = 1 and seq = 1").Scalar().ShouldBe(2);
    }

    /// <summary>A parameter keeps what it worked out for a write that was cut off; the next write must not be cut to that length.</summary>
    [Theory]
    [InlineData(6, 8)]
    [InlineData(8, 6)]
    [InlineData(1, 500)]
    [InlineData(500, 1)]
    public void Rows_after_a_session_that_ended_are_all_sent(int lost, int rows)
    {
        var seq = 0;
        for (var session = 0; session < 3; session++)
        {
            Rows(2);
            End(Database.ProcessId);
            Should.Throw<Core.Commit.StoreUnavailableException>(() => Hold(lost));
            Database.RollBack();
            Database.Open();
        }

        Rows(rows);

        void Rows(int count)
        {
            Hold(count);
            Database.Changes.ShouldBe(0);
            Database.Prepared("select count(*) from work where seq > ?").Bind(seq - count).Scalar().ShouldBe(count);
        }

        void Hold(int count)
        {
            Database.Begin();
            for (var i = 0; i < count; i++)
                Row(Insert, 1, ++seq);
            Database.Commit();
        }
    }

    [Fact]
    public void All_types_and_nulls_are_stored()
    {
        var insert = Database.PrepareMany(new ManyRows(RowsChange.Insert, "dedupe",
            [new("hash", RowsType.Bytes), new("seq", RowsType.Number), new("ref", RowsType.Text), new("body", RowsType.Number)], Key: 1));
        for (var round = 0; round < 3; round++)
        {
            var name = (byte)round;
            insert.Bind([name, 1]).Bind(long.MinValue).Bind("a\0\u0001\uD83D\uDE00").Bind(1).Run();
            insert.Bind([name, 2]).Bind((long?)null).Bind((string?)null).Bind(2).Run();
            insert.Bind([name, 3]).BindNull().BindNull().Bind(3).Run();
            insert.Bind([name]).Bind(4).Bind("").Bind(4).Run();
            var rows = Database.Prepared("select seq, ref, body from dedupe where substr(hash, 1, 1) = ? order by body").Bind([name]);
            var found = new List<(long?, string?)>();
            while (rows.Step())
                found.Add((rows.NullableInt64(0), rows.NullableText(1)));
            found.ShouldBe([(long.MinValue, "a\0\u0001\uD83D\uDE00"), (null, null), (null, null), (4, "")]);
        }
    }

    [Fact]
    public void Operations_on_one_row_keep_their_order()
    {
        Database.Begin();
        Row(Insert, 1, 1);
        Row(Insert, 1, 2);
        Row(Update, 1, 1, due: 5);
        Row(Delete, 1, 2);
        Row(Insert, 1, 2, due: 9);
        Row(Insert, 1, 2, due: 10);
        Row(Delete, 1, 1);
        Database.Commit();

        var rows = Database.Prepared("select ep, seq, due from work");
        rows.Step().ShouldBeTrue();
        (rows.Int64(0), rows.Int64(1), rows.Int64(2)).ShouldBe((1, 2, 9));
        rows.Step().ShouldBeFalse();
    }

    [Fact]
    public void Rows_of_two_tables_with_the_same_key_are_held_together()
    {
        var failing = Database.PrepareMany(new ManyRows(RowsChange.Insert, "failing", [new("ep", RowsType.Number), new("since", RowsType.Number)], Key: 1));
        var gone = Database.PrepareMany(new ManyRows(RowsChange.Insert, "schedule", [new("app", RowsType.Number), new("last", RowsType.Number)], Key: 1));
        failing.Bind(1).Bind(1).Run();
        gone.Bind(1).Bind(1).Run();
        Database.RoundTrips.ShouldBe(0);
        failing.Bind(1).Bind(1);
        Should.Throw<Npgsql.PostgresException>(() =>
        {
            failing.Run();
            Database.Flush();
        }).SqlState.ShouldBe("23505");
    }

    [Fact]
    public void A_conflict_is_decided_by_the_rest()
    {
        var insert = Database.PrepareMany(new ManyRows(RowsChange.Insert, "failing", [new("ep", RowsType.Number), new("since", RowsType.Number)], Key: 1,
            "on conflict (ep) do update set since = excluded.since where failing.since < excluded.since"));
        insert.Bind(1).Bind(5).Run();
        insert.Bind(2).Bind(5).Run();
        insert.Bind(1).Bind(4).Run();
        insert.Bind(2).Bind(6).Run();
        Database.Prepared("select since from failing where ep = 1").Scalar().ShouldBe(5);
        Database.Prepared("select since from failing where ep = 2").Scalar().ShouldBe(6);
    }

    [Fact]
    public void New_rows_keep_their_order()
    {
        var insert = Database.PrepareMany(new ManyRows(RowsChange.Insert, "organisation", [new("public_id", RowsType.Text)]));
        for (var i = 0; i < 1000; i++)
            insert.Bind($"org_{i}").Run();
        Database.Prepared("select count(*) from organisation where public_id = 'org_' || (id - 1)").Scalar().ShouldBe(1000);
    }

    [Theory]
    [InlineData("select count(*) from work")]
    [InlineData("savepoint part")]
    [InlineData("analyze work")]
    public void Whatever_else_is_run_comes_behind_held_rows(string next)
    {
        Database.Begin();
        Row(Insert, 1, 1);
        if (next.StartsWith("select", StringComparison.Ordinal))
            Database.Prepared(next).Scalar().ShouldBe(1);
        else
            Database.Execute(next);
        Row(Insert, 1, 2);
        Database.Execute("rollback");
        Database.Prepared("select count(*) from work").Scalar().ShouldBe(0);
    }

    [Fact]
    public void A_savepoint_takes_back_what_was_held_behind_it_and_nothing_else()
    {
        Database.Begin();
        Row(Insert, 1, 1);
        Database.Execute("savepoint part");
        Row(Insert, 1, 2);
        Database.Execute("rollback to part; release part");
        Row(Insert, 1, 3);
        Database.Execute("savepoint part");
        Row(Insert, 1, 4);
        Database.Prepared("select count(*) from work").Scalar().ShouldBe(3);
        Database.Execute("rollback to part; release part");
        Database.Execute("savepoint part");
        Row(Insert, 1, 5);
        Database.Execute("release part");
        Database.Execute("savepoint part");
        Database.Execute("release part");
        Database.Commit();
        var rows = Database.Prepared("select seq from work order by seq");
        var found = new List<long>();
        while (rows.Step())
            found.Add(rows.Int64(0));
        found.ShouldBe([1, 3, 5]);
    }

    [Fact]
    public void A_failed_row_fails_its_part_alone()
    {
        var insert = Database.PrepareMany(new ManyRows(RowsChange.Insert, "failing", [new("ep", RowsType.Number), new("since", RowsType.Number)], Key: 1));
        Database.Begin();
        Row(Insert, 1, 1);
        Database.Execute("savepoint part");
        insert.Bind(1).Bind((long?)null).Run();
        Should.Throw<Npgsql.PostgresException>(() => Database.Execute("release part"));
        Database.Execute("rollback to part; release part");
        Database.Commit();
        Database.Prepared("select count(*) from work").Scalar().ShouldBe(1);
    }

    [Fact]
    public void A_transaction_that_failed_is_not_committed()
    {
        Database.Begin();
        Row(Insert, 1, 1);
        Should.Throw<Npgsql.PostgresException>(() => Database.Execute("select 1 / 0"));
        Should.Throw<InvalidOperationException>(Database.Commit).Message.ShouldContain("rolled back");
        Database.RollBack();
        Database.Prepared("select count(*) from work").Scalar().ShouldBe(0);
    }

    [Fact]
    public void Many_bytes_are_sent_before_they_fill_the_memory()
    {
        var insert = Database.PrepareMany(new ManyRows(RowsChange.Insert, "dedupe",
            [new("hash", RowsType.Bytes), new("ref", RowsType.Text), new("body", RowsType.Number)], Key: 1));
        var large = new string('x', 3 << 20);
        Database.Begin();
        for (var i = 0; i < 11; i++)
            insert.Bind([(byte)i]).Bind(large).Bind(0).Run();
        Database.RoundTrips.ShouldBe(2);
        Database.Commit();
        Database.RoundTrips.ShouldBe(3);
        Database.Prepared("select count(*) from dedupe where length(ref) > 3000000").Scalar().ShouldBe(11);
    }

    [Fact]
    public void Held_rows_go_with_the_session_that_they_were_held_for()
    {
        Row(Insert, 1, 1);
        Database.Flush();
        Database.Begin();
        Row(Insert, 1, 2);
        End(Database.ProcessId);
        Should.Throw<Core.Commit.StoreUnavailableException>(Database.Commit);
        Database.RollBack();
        Database.Open();
        Database.Begin();
        Row(Insert, 1, 3);
        Database.Commit();
        Database.Prepared("select sum(seq) from work").Scalar().ShouldBe(4);
    }

    [Fact]
    public void A_value_of_another_type_or_too_few_are_refused()
    {
        Should.Throw<InvalidOperationException>(() => Insert.Bind("text")).Message.ShouldContain("work.ep holds Number");
        Insert.Reset();
        Should.Throw<InvalidOperationException>(Insert.Bind(1).Run).Message.ShouldContain("5 values, of which 1");
        Should.Throw<ArgumentException>(() => Database.PrepareMany(new ManyRows(RowsChange.Delete, "work", Keys)));
    }

    private static void Row(Statement statement, long endpoint, long seq, long? due = null)
    {
        statement.Bind(endpoint).Bind(seq);
        if (((RowsStatement)statement).Rows.Kind != RowsChange.Delete)
            statement.Bind(due).Bind(0).Bind(0);
        statement.Run();
    }
}

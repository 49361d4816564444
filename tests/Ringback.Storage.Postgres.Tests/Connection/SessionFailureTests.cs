using Npgsql;
using Ringback.Core.Commit;
using Ringback.Storage.Postgres.Connection;
using Ringback.Testing;

namespace Ringback.Storage.Postgres.Tests.Connection;

public sealed class SessionFailureTests(PostgresDatabases databases) : PostgresTest(databases)
{
    [Fact]
    public void An_ended_session_is_broken_and_another_one_can_be_opened()
    {
        var process = Database.ProcessId;
        End(process);
        Should.Throw<StoreUnavailableException>(() => Database.Prepared("select 1").Scalar()).Message.ShouldContain("Ringback connects again");
        Database.IsBroken.ShouldBeTrue();
        Should.Throw<StoreUnavailableException>(() => Database.Prepared("select 1").Scalar()).Message.ShouldContain("Ringback connects again");
        Should.Throw<StoreUnavailableException>(() => Database.Execute("select 1; select 2")).Message.ShouldContain("Ringback connects again");
        Database.RollBack();
        Database.Open();
        Database.ProcessId.ShouldNotBe(process);
        Database.Session.ShouldBe(2);
        Database.Prepared("select 1").Scalar().ShouldBe(1);
    }

    [Fact]
    public void A_statement_that_takes_too_long_is_stopped_and_the_session_goes_on()
    {
        var database = Open(new SessionLimits(100, 100, 2000));
        Should.Throw<StoreUnavailableException>(() => database.Prepared("select pg_sleep(60)").Run()).Message.ShouldContain("took too long");
        database.IsBroken.ShouldBeFalse();
        database.Prepared("select 1").Scalar().ShouldBe(1);
    }

    [Fact]
    public void A_lock_that_is_held_is_not_waited_for_without_end()
    {
        Database.Begin();
        Database.Execute("lock table work");
        var database = Open(new SessionLimits(30_000, 100, 2000));
        Should.Throw<StoreUnavailableException>(() => database.Prepared("select count(*) from work").Run()).Message.ShouldContain("pg_locks");
        Database.RollBack();
        database.Prepared("select count(*) from work").Scalar().ShouldBe(0);
    }

    [Fact]
    public async Task A_session_that_stops_within_a_transaction_loses_it()
    {
        var database = Open(new SessionLimits(1000, 1000, 50));
        database.Begin();
        database.Execute("lock table work");
        await Wait.UntilAsync(() => Database.Prepared("select count(*) from pg_stat_activity where pid = ?").Bind(database.ProcessId).Scalar() == 0);
        Should.Throw<StoreUnavailableException>(() => database.Execute("select 1"));
        database.IsBroken.ShouldBeTrue();
        Database.Prepared("select count(*) from work").Scalar().ShouldBe(0);
    }

    [Fact]
    public void A_standby_or_read_only_database_says_so()
    {
        Database.Execute("set default_transaction_read_only = on");
        Should.Throw<StoreUnavailableException>(() => Database.Execute("delete from work")).Message.ShouldContain("primary");
    }

    [Fact]
    public void An_error_of_the_statement_stays_one_and_shows_no_values()
    {
        Database.Prepared("insert into failing (ep, since) values (4711, 1)").Run();
        var error = Should.Throw<PostgresException>(() => Database.Prepared("insert into failing (ep, since) values (4711, 1)").Run());
        error.SqlState.ShouldBe("23505");
        error.ToString().ShouldNotContain("4711");
    }
}

using Ringback.Core.Commit;
using Ringback.Storage.Postgres.Connection;
using Ringback.Testing;

namespace Ringback.Storage.Postgres.Tests.Connection;

public sealed class PostgresReadersTests(PostgresDatabases databases) : PostgresTest(databases), IDisposable
{
    private readonly ManualResetEventSlim _release = new();

    private PostgresReaders Readers => field ??= new PostgresReaders(Connections, new Random(1), most: 3);

    public void Dispose()
    {
        _release.Set();
        Readers.Dispose();
        _release.Dispose();
    }

    [Fact]
    public async Task Reads_run_beside_each_other_on_sessions_of_their_own_up_to_the_limit()
    {
        using var together = new Barrier(3);
        var processes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Readers.ReadAsync(database =>
        {
            together.SignalAndWait(Wait.Patience).ShouldBeTrue();
            return (((PostgresDatabase)database).ProcessId, database.Prepared("select 1").Scalar());
        }).AsTask()));
        processes.Select(static process => process.ProcessId).Distinct().Count().ShouldBe(3);
        Readers.Open.ShouldBe(3);
    }

    [Fact]
    public async Task One_reader_at_a_time_needs_one_session()
    {
        for (var i = 0; i < 5; i++)
        {
            (await Readers.ReadAsync(static database => database.Prepared("select 1").Scalar())).ShouldBe(1);
            await IdleAsync();
        }

        Readers.Open.ShouldBe(1);
    }

    [Fact]
    public async Task A_read_sees_one_snapshot_and_writes_nothing()
    {
        var seen = await Readers.ReadAsync(database =>
        {
            var before = database.Prepared("select count(*) from failing").Scalar();
            Database.Prepared("insert into failing (ep, since) values (1, 1)").Run();
            return (before, database.Prepared("select count(*) from failing").Scalar());
        });
        seen.ShouldBe((0, 0));
        (await Readers.ReadAsync(static database => database.Prepared("select count(*) from failing").Scalar())).ShouldBe(1);
        await Should.ThrowAsync<StoreUnavailableException>(Readers.ReadAsync(static database =>
        {
            database.Execute("delete from failing");
            return 0;
        }).AsTask());
    }

    [Fact]
    public async Task A_read_with_one_statement_waits_once()
    {
        var trips = await Readers.ReadAsync(static database =>
        {
            var before = ((PostgresDatabase)database).RoundTrips;
            database.Prepared("select count(*) from failing").Scalar();
            return ((PostgresDatabase)database).RoundTrips - before;
        });
        trips.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_read_throws_is_its_own()
    {
        (await Should.ThrowAsync<InvalidDataException>(Readers.ReadAsync<int>(static _ => throw new InvalidDataException("mine")).AsTask())).Message.ShouldBe("mine");
        await IdleAsync();
        await Should.ThrowAsync<Npgsql.PostgresException>(Readers.ReadAsync(static database => database.Prepared("select 1 / 0").Scalar()).AsTask());
        await IdleAsync();
        (await Readers.ReadAsync(static database => database.Prepared("select 1").Scalar())).ShouldBe(1);
        Readers.Open.ShouldBe(1);
    }

    [Fact]
    public async Task More_reads_than_can_wait_are_refused()
    {
        var reads = Enumerable.Range(0, 3).Select(_ => ReadAsync()).ToList();
        await Wait.UntilAsync(() => Readers.Open == 3 && Readers.Waiting == 0);
        reads.AddRange(Enumerable.Range(0, PostgresReaders.MostWaiting).Select(_ => ReadAsync()));
        (await Should.ThrowAsync<StoreUnavailableException>(ReadAsync())).Message.ShouldContain("1024");
        _release.Set();
        (await Wait.ForAsync(Task.WhenAll(reads))).ShouldAllBe(static one => one == 1);

        Task<long?> ReadAsync() => Readers.ReadAsync(database =>
        {
            _release.Wait();
            return database.Prepared("select 1").Scalar();
        }).AsTask();
    }

    [Fact]
    public async Task An_idle_session_that_was_ended_is_replaced_without_an_error()
    {
        var process = await ProcessAsync();
        End(process);
        (await ProcessAsync()).ShouldNotBe(process);
        Readers.Open.ShouldBe(1);
    }

    [Fact]
    public async Task A_session_that_is_ended_during_a_read_fails_it_and_is_replaced()
    {
        var process = 0;
        var failing = Readers.ReadAsync(database =>
        {
            process = ((PostgresDatabase)database).ProcessId;
            database.Prepared("select 1").Scalar();
            End(process);
            return database.Prepared("select 2").Scalar();
        }).AsTask();
        await Should.ThrowAsync<StoreUnavailableException>(failing);
        (await ProcessAsync()).ShouldNotBe(process);
    }

    [Fact]
    public async Task Without_a_database_reads_fail_at_once_and_work_again_when_it_is_back()
    {
        using var connections = new PostgresConnections(Connections.Settings);
        using var readers = new PostgresReaders(connections, new Random(1), most: 2);
        var process = await readers.ReadAsync(static database => (int)database.Prepared("select pg_backend_pid()").Scalar()!);
        // No new session: as if the database were starting up.
        var builder = new Npgsql.NpgsqlConnectionStringBuilder(Connections.Settings.ConnectionString);
        var name = builder.Database;
        builder.Database = "postgres";
        using var other = new PostgresConnections(new PostgresSettings(builder.ConnectionString));
        using var outside = other.Open(SessionLimits.Writer);
        outside.Execute($"alter database {name} with allow_connections false");
        outside.Prepared("select pg_terminate_backend(?::integer, 30000)").Bind(process).Scalar().ShouldBe(1);
        await Should.ThrowAsync<StoreUnavailableException>(readers.ReadAsync(static database => database.Prepared("select 1").Scalar()).AsTask());
        readers.Open.ShouldBe(0);
        await Should.ThrowAsync<StoreUnavailableException>(readers.ReadAsync(static database => database.Prepared("select 1").Scalar()).AsTask());
        outside.Execute($"alter database {name} with allow_connections true");
        await Wait.UntilAsync(() => readers.Open > 0);
        (await readers.ReadAsync(static database => database.Prepared("select 1").Scalar())).ShouldBe(1);
    }

    [Fact]
    public async Task Waiting_reads_fail_when_the_readers_are_closed()
    {
        var running = Enumerable.Range(0, 3).Select(_ => Readers.ReadAsync(_ =>
        {
            _release.Wait();
            return 1;
        }).AsTask()).ToList();
        await Wait.UntilAsync(() => Readers.Open == 3 && Readers.Waiting == 0);
        var waiting = Readers.ReadAsync(static _ => 1).AsTask();
        var closing = Task.Run(Readers.Dispose);
        (await Should.ThrowAsync<StoreUnavailableException>(waiting)).Message.ShouldContain("closed");
        _release.Set();
        await Wait.ForAsync(closing);
        (await Wait.ForAsync(Task.WhenAll(running))).ShouldBe([1, 1, 1]);
        await Should.ThrowAsync<StoreUnavailableException>(Readers.ReadAsync(static _ => 1).AsTask());
        await Wait.UntilAsync(() => Database.Prepared("select count(*) from pg_stat_activity where datname = current_database()").Scalar() == 1);
    }

    private async Task<int> ProcessAsync()
    {
        var process = await Readers.ReadAsync(static database => (int)database.Prepared("select pg_backend_pid()").Scalar()!);
        await IdleAsync();
        return process;
    }

    /// <summary>The transaction is ended after the answer.</summary>
    private Task IdleAsync() => Wait.UntilAsync(() => Readers.Idle == Readers.Open);
}

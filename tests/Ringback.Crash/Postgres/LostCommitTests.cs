using System.Net;
using Npgsql;
using Ringback.Testing;

namespace Ringback.Crash.Postgres;

/// <summary>The connection to PostgreSQL is lost exactly during a commit: whether it was committed is found out, both ways.</summary>
[Collection(SharedPostgres.Name)]
public sealed class LostCommitTests(SharedPostgres postgres)
{
    private const string Message = """{"eventType":"a.b","payload":{"x":1}}""";

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_commit_whose_answer_is_lost_is_found_to_be_committed_and_one_that_never_arrived_is_not()
    {
        var database = await postgres.CreateAsync();
        await using var proxy = new CutProxy(postgres.Server.Port);
        await using var pair = await NodePair.StartAsync(database, Through(proxy, database), isPatient: true);
        await pair.PostAsync("before");
        for (var round = 0; round < 5; round++)
        {
            proxy.Arm(Cut.Answer);
            (await pair.First.PostAsync("/api/v1/app/any/msg", Message, $"answer-{round}")).Status.ShouldBe(HttpStatusCode.Accepted);
            await Wait.UntilAsync(async () => await database.EndedAsync() is not null);

            proxy.Arm(Cut.Commit);
            (await pair.First.PostAsync("/api/v1/app/any/msg", Message, $"commit-{round}")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            await pair.PostAsync($"commit-{round}");
        }

        proxy.Cuts.ShouldBe(10);
        (await database.NumberAsync("select count(*) from message")).ShouldBe(11);
        await Wait.ForAsync(database.EndedAsync, static ended => ended >= 33);
    }

    /// <summary>Explicit until it is known why, in one run of several, no further commit passed the proxy.</summary>
    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public async Task Commits_cut_under_load_lose_nothing_and_an_owner_whose_network_is_silent_is_relieved()
    {
        var database = await postgres.CreateAsync();
        await using var proxy = new CutProxy(postgres.Server.Port);
        await using var pair = await NodePair.StartAsync(database, Through(proxy, database));
        await NodePair.StandByAsync(pair.Second);
        await pair.LoadAsync();
        for (var round = 0; round < 10; round++)
        {
            proxy.Arm(round % 2 == 0 ? Cut.Answer : Cut.Commit);
            await Wait.UntilAsync(() => proxy.Cuts > round);
            await pair.FlowsAsync(5);
        }

        (await database.EpochAsync()).ShouldBe(1);
        proxy.Arm(Cut.Silence);
        (await pair.First.EndAsync()).ShouldBe(1, pair.First.Output);
        await pair.FlowsAsync(50);
        await pair.SettleAsync();
    }

    private static string Through(CutProxy proxy, ChaosDatabase database) =>
        new NpgsqlConnectionStringBuilder(database.Address) { Port = proxy.Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable }.ConnectionString;
}

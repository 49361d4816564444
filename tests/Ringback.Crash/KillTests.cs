using System.Globalization;
using Ringback.Storage.Relational.Deliver;
using Ringback.Storage.Sqlite;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Testing;

namespace Ringback.Crash;

public sealed class KillTests
{
    private const int InFlight = 48;
    private static readonly string[] AnyPaths = ["/any-0", "/any-1", "/any-2", "/any-flaky", "/any-slow"];
    private static readonly string[] FifoPaths = ["/fifo", "/fifo-flaky", "/fifo-slow"];

    /// <value>RINGBACK_CRASH_ROUNDS says how many rounds, if not 20.</value>
    internal static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable("RINGBACK_CRASH_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 20;

    /// <summary>
    /// Under load, at random moments, also while it starts. What was answered 202 arrives at every endpoint; no more is repeated than was
    /// under way at the kills; FIFO endpoints see the order of posting; nobody starves.
    /// </summary>
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Whenever_it_is_killed_nothing_that_was_answered_202_is_lost()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}, {Rounds} rounds");
        await using var receiver = await CountingReceiver.StartAsync();
        await using var server = new ServerProcess();
        server.Settings["RINGBACK_RETRY_SCHEDULE"] = string.Join(',', Enumerable.Repeat("20ms", 60));
        server.Settings["RINGBACK_MAX_IN_FLIGHT"] = InFlight.ToString(CultureInfo.InvariantCulture);
        server.Settings["RINGBACK_LANE_IN_FLIGHT"] = "16";
        await server.StartAsync();
        await PrepareAsync(server, receiver.Url, "any", AnyPaths, "any");
        await PrepareAsync(server, receiver.Url, "fifo", FifoPaths, "fifo");

        var load = new Load(server);
        using var enough = new CancellationTokenSource();
        var clients = new List<Task> { load.RunAsync("fifo", enough.Token) };
        for (var i = 0; i < 6; i++) clients.Add(load.RunAsync("any", enough.Token));
        for (var round = 0; round < Rounds; round++)
        {
            await Task.Delay(random.Next(100, 1200));
            await server.KillAsync();
            if (random.Next(5) == 0)
            {
                server.Launch();
                await Task.Delay(random.Next(0, 1500));
                await server.KillAsync();
            }

            await server.StartAsync();
        }

        await enough.CancelAsync();
        await Task.WhenAll(clients);
        await ArrivedAsync(receiver, load);

        foreach (var path in AnyPaths)
            receiver.Of(path).First.ShouldBe(load.Accepted("any"), ignoreOrder: true, path);
        foreach (var path in FifoPaths)
            receiver.Of(path).First.ShouldBe(load.Accepted("fifo"), ignoreOrder: false, path);
        var repeats = AnyPaths.Concat(FifoPaths).Sum(path => receiver.Of(path).Repeats);
        TestContext.Current.TestOutputHelper!.WriteLine($"{load.Accepted("any").Count} and {load.Accepted("fifo").Count} messages, {repeats} repeats");
        repeats.ShouldBeLessThanOrEqualTo(Rounds * InFlight);
        load.Accepted("any").Distinct().Count().ShouldBe(load.Accepted("any").Count);

        (await server.StopAsync()).ShouldBe(0, server.Output);
        CheckDatabase(server.Folder);
    }

    private static async Task PrepareAsync(ServerProcess server, string url, string application, string[] paths, string order)
    {
        await server.CreateAsync("/api/v1/app", $$"""{"name":"{{application}}","uid":"{{application}}"}""");
        foreach (var path in paths)
            await server.CreateAsync($"/api/v1/app/{application}/endpoint", $$"""{"url":"{{url}}{{path}}","deliveryOrder":"{{order}}"}""");
    }

    private static Task ArrivedAsync(CountingReceiver receiver, Load load) => Wait.UntilAsync(
        () => AnyPaths.All(path => receiver.Of(path).Count >= load.Accepted("any").Count)
            && FifoPaths.All(path => receiver.Of(path).Count >= load.Accepted("fifo").Count),
        () => $"of {load.Accepted("any").Count} and {load.Accepted("fifo").Count} messages arrived "
            + string.Join(", ", AnyPaths.Concat(FifoPaths).Select(path => $"{path} {receiver.Of(path).Count}")),
        5 * Wait.Patience);

    /// <summary>Sound, nothing left to do, and no delivery recorded as a success twice.</summary>
    internal static void CheckDatabase(string folder)
    {
        using var database = SqliteDatabase.Open(Path.Combine(folder, SqliteStore.FileName), readOnly: true);
        var check = database.Prepared("pragma integrity_check");
        check.Step().ShouldBeTrue();
        check.Text(0).ShouldBe("ok");
        check.Reset();
        database.Prepared("select count(*) from work").Scalar().ShouldBe(0);
        DirectWork.Left(database).ShouldBeEmpty();
        database.Prepared(
            "select max(n) from (select count(*) as n from (select seq, ep from attempt where state = 0 union all select seq, ep from delivery where n is not null) "
            + "group by seq, ep)").Scalar().ShouldBe(1);
    }
}

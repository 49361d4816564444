using Ringback.Storage.Contracts;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Tests;

/// <summary>Every list is one range of an index: no table is scanned, nothing is sorted, whatever the filter.</summary>
public sealed class QueryPlanTests : SqliteTest
{
    /// <value>What sorts, and may: no more rows than a message's direct deliveries, or than an endpoint's in memory.</value>
    private static readonly string[] Few = ["from delivery a where a.seq = ?1 and a.n is not null", "json_each(?4) h", "json_each(?5) h", "json_each(?2) h"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_list_scans_a_table_or_sorts(bool direct)
    {
        var (application, endpoint) = await OneEndpointAsync();
        Store.Attach(new RecordingIntake { HasRoom = direct });
        var message = (await Store.AcceptAsync(NewMessage(application, eventId: "e"))).Message!;
        await Store.RecordAsync(Success(message, endpoint));
        await Store.AcceptAsync(NewMessage(application));
        await EveryList.ReadAsync(Store, application, endpoint, message, Ids, Now);

        var plans = await Store.Readers.ReadAsync(database => database.Texts.ToList().ConvertAll(text => (text, Plan: PlanOf(database, text))));
        plans.Count.ShouldBeGreaterThan(50);
        foreach (var (text, plan) in plans)
            plan.ShouldAllBe(
                step => (!step.Contains("TEMP B-TREE") || Few.Any(few => text.Contains(few, StringComparison.Ordinal)))
                    && (step == "SCAN h VIRTUAL TABLE INDEX 1:" || !step.StartsWith("SCAN") || step.StartsWith("SCAN (subquery") || step == "SCAN found" || step.StartsWith("SCAN json_each") || step == "SCAN CONSTANT ROW"),
                text + "\n" + string.Join('\n', plan));
    }

    private static List<string> PlanOf(Database database, string text)
    {
        var steps = new List<string>();
        using var plan = database.Prepare("explain query plan " + text);
        while (plan.Step())
            steps.Add(plan.Text(3));
        return steps;
    }
}

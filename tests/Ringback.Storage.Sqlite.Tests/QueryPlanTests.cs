using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;
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
        foreach (var page in new PageRequest[] { new(10), new(10, false), new(10, true, Ids.Next()), new(10, false, message.Id) })
        {
            foreach (var filter in Filters())
            {
                await Store.Messages.ListAsync(application.Id, filter, page, false);
                await Store.Messages.OfEndpointAsync(endpoint.Id, filter, page, true);
                await Store.Attempts.OfEndpointAsync(endpoint.Id, filter, page, AttemptDetail.Response | AttemptDetail.Payload);
                await Store.Attempts.OfMessageAsync(message, filter with { Endpoint = endpoint.Id }, page, default);
            }

            await Store.Messages.DestinationsAsync(message, page);
            foreach (var state in new DeliveryState?[] { null, DeliveryState.Success, DeliveryState.Pending, DeliveryState.Fail, DeliveryState.Canceled })
                await Store.Runs.ListAsync([endpoint.Id], new DeliveryFilter { State = state, Expanded = true, After = 1 }, page);
        }

        await Store.Runs.OfMessageAsync(message, [endpoint.Id]);
        await Store.Runs.CountFailedAsync(endpoint.Id, DeliveryState.Fail, 0, Now, 10);
        await Store.Messages.FindAsync(application.Id, "e", true);
        await Store.Messages.FindAsync(application.Id, message.PublicId, false);
        await Store.Messages.StatisticsAsync(endpoint.Id, 1, Now + 1);
        await Store.Pollers.ReadAsync(application.Id, new(["a"], ["b", "c"]), new(null, ["d"]), 0, 10);
        await Store.Pollers.CursorAtAsync(application.Id, Now);
        await Store.Pollers.CommittedAsync(endpoint.Id, "c");
        await Store.FetchAsync(endpoint.Id, true, 0, 10, 1000);
        await Store.FetchAsync(endpoint.Id, false, 0, 10, 1000);
        await Store.NextDueAsync();

        foreach (var page in new PageRequest[] { new(10), new(10, false), new(10, true, Ids.Next(), Backward: true) })
        {
            await Store.Expectations.ListAsync(application.Id, new ExpectationFilter("a"), page);
            await Store.Expectations.ListAsync(application.Id, new ExpectationFilter(Status: ExpectationStatus.Open), page);
        }

        await Store.Expectations.FindAsync(application.Id, message.Id);
        await Store.Reconcile.NextDueAsync(DueExcept.Nothing);
        await Store.Reconcile.DueAsync(Now, DueExcept.Nothing, 10);
        await Store.Reconcile.LastFiredAsync(application.Id);

        var plans = await Store.Readers.ReadAsync(database => database.Texts.ToList().ConvertAll(text => (text, Plan: PlanOf(database, text))));
        plans.Count.ShouldBeGreaterThan(50);
        foreach (var (text, plan) in plans)
            plan.ShouldAllBe(
                step => (!step.Contains("TEMP B-TREE") || Few.Any(few => text.Contains(few, StringComparison.Ordinal)))
                    && (step == "SCAN h VIRTUAL TABLE INDEX 1:" || !step.StartsWith("SCAN") || step.StartsWith("SCAN (subquery") || step.StartsWith("SCAN json_each") || step == "SCAN CONSTANT ROW"),
                text + "\n" + string.Join('\n', plan));
    }

    private static IEnumerable<AttemptFilter> Filters()
    {
        foreach (var state in new DeliveryState?[] { null, DeliveryState.Success, DeliveryState.Pending, DeliveryState.Fail, DeliveryState.Canceled })
        {
            foreach (var filter in new AttemptFilter[]
            {
                new(), new() { EventTypes = ["a", "b"] }, new() { Channel = "c" }, new() { Tag = "t" }, new() { After = 1 }, new() { Before = 2 },
                new() { StatusCodeClass = 200 }, new() { StatusCodeClass = 500 },
                new() { EventTypes = ["a"], Channel = "c", Tag = "t", After = 1, Before = long.MaxValue, StatusCodeClass = 400 },
            })
            {
                yield return filter with { State = state };
                yield return filter with { State = state, Expanded = true };
            }
        }
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

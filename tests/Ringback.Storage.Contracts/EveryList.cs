using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;
using Ringback.Core.Stores;

namespace Ringback.Storage.Contracts;

/// <summary>Reads each list of a store, with each kind of filter: what tests of query plans look at afterwards.</summary>
internal static class EveryList
{
    public static async Task ReadAsync(IStore store, Application application, Endpoint endpoint, Message message, IdSource ids, long now)
    {
        foreach (var page in new PageRequest[] { new(10), new(10, false), new(10, true, ids.Next()), new(10, false, message.Id) })
        {
            foreach (var filter in Filters())
            {
                await store.Messages.ListAsync(application.Id, filter, page, false);
                await store.Messages.OfEndpointAsync(endpoint.Id, filter, page, true);
                await store.Attempts.OfEndpointAsync(endpoint.Id, filter, page, AttemptDetail.Response | AttemptDetail.Payload);
                await store.Attempts.OfMessageAsync(message, filter with { Endpoint = endpoint.Id }, page, default);
            }

            await store.Messages.DestinationsAsync(message, page);
            foreach (var state in new DeliveryState?[] { null, DeliveryState.Success, DeliveryState.Pending, DeliveryState.Fail, DeliveryState.Canceled })
                await store.Runs.ListAsync([endpoint.Id], new DeliveryFilter { State = state, Expanded = true, After = 1 }, page);
        }

        await store.Runs.OfMessageAsync(message, [endpoint.Id]);
        await store.Runs.CountFailedAsync(endpoint.Id, DeliveryState.Fail, 0, now, 10);
        await store.Messages.FindAsync(application.Id, "e", true);
        await store.Messages.FindAsync(application.Id, message.PublicId, false);
        await store.Messages.StatisticsAsync(endpoint.Id, 1, now + 1);
        await store.Pollers.ReadAsync(application.Id, new(["a"], ["b", "c"]), new(null, ["d"]), 0, 10);
        await store.Pollers.CursorAtAsync(application.Id, now);
        await store.Pollers.CommittedAsync(endpoint.Id, "c");
        await store.Work.FetchAsync(endpoint.Id, true, 0, 10, 1000);
        await store.Work.FetchAsync(endpoint.Id, false, 0, 10, 1000);
        await store.Work.NextDueAsync();

        foreach (var page in new PageRequest[] { new(10), new(10, false), new(10, true, ids.Next(), Backward: true) })
        {
            await store.Expectations.ListAsync(application.Id, new ExpectationFilter("a"), page);
            await store.Expectations.ListAsync(application.Id, new ExpectationFilter(Status: ExpectationStatus.Open), page);
        }

        await store.Expectations.FindAsync(application.Id, message.Id);
        await store.Reconcile.NextDueAsync(DueExcept.Nothing);
        await store.Reconcile.DueAsync(now, DueExcept.Nothing, 10);
        await store.Reconcile.LastFiredAsync(application.Id);
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
}

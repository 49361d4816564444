using System.Globalization;
using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Paging;
using Ringback.Core.Reconcile;

namespace Ringback.Storage.Contracts.Sequences;

/// <summary>All that a store shows, as text: two stores to which the same was done show the same.</summary>
internal sealed class Observation(World world)
{
    private static readonly PageRequest All = new(250, Descending: false);

    private readonly StringBuilder _text = new();

    public static async Task<string> OfAsync(World world)
    {
        var observation = new Observation(world);
        foreach (var application in world.Applications)
            await observation.AddAsync(application);
        foreach (var endpoint in world.Endpoints)
            await observation.AddAsync(endpoint);
        await observation.AddRestAsync();
        return world.Read(observation._text.ToString());
    }

    private async Task AddAsync(Application application)
    {
        var name = world.Name(application.Ksuid);
        Line($"{name}{(world.Store.Catalog.Catalog.Application(application.Id) is null ? " gone" : "")}");
        foreach (var message in (await world.Store.Messages.ListAsync(application.Id, MessageFilter.None, All, withPayload: true)).Items)
            await AddAsync(message);
        if (application is not SourceApplication || world.Store.Catalog.Catalog.Source(application.Id) is null)
            return;
        var expectations = (await world.Store.Expectations.ListAsync(application.Id, new ExpectationFilter(), All)).Items;
        foreach (var expectation in expectations.OrderBy(static expectation => expectation.Row))
        {
            Line($"  expects {expectation.Key} {expectation.Rule}{expectation.Status}, due {World.Time(expectation.Due)}, event {World.Name(expectation.Event)}, cause {World.Name(expectation.Cause)}, "
                + $"polls {string.Join(' ', (await world.Store.Expectations.PollsAsync(expectation)).Select(static poll => poll.Detail))}");
        }

        Line($"  refused {string.Join(' ', (await world.Store.Refused.ListAsync(application.Id)).Select(static refused => refused.Target))}"
            + $" {string.Join(' ', (await world.Store.Refused.CountsAsync(application.Id)).Select(static count => count.Count))}");
        if (world.CountsAreKept)
            Line($"  duplicates {await world.Store.Received.DuplicatesAsync(application.Id)}");
    }

    private async Task AddAsync(Core.Messages.Message message)
    {
        var destinations = (await world.Store.Messages.DestinationsAsync(message, All)).Items;
        var operations = world.Operations.Where(operation => operation.ApplicationId == message.ApplicationId).Select(static operation => operation.Id).ToArray();
        var runs = operations.Length == 0 ? [] : await world.Store.Runs.OfMessageAsync(message, operations);
        var attempts = (await world.Store.Attempts.OfMessageAsync(message, AttemptFilter.None, All, AttemptDetail.Response)).Items;
        Line($"  {world.Name(message)} {message.EventType} {message.EventId}{(message.Payload is null ? " no payload" : "")}"
            + $" to {string.Join(", ", destinations.Select(row => $"{world.Name(row.EndpointId)} {row.State} {World.Time(row.NextAttempt)}"))}"
            + $" runs {string.Join(", ", runs.Select(run => $"{world.Name(run.OperationId)} {run.State} {World.Time(run.NextAttempt)}"))}"
            + $" attempts {string.Join(' ', attempts.Select(attempt => $"{world.Name(attempt.EndpointId)}={Encoding.UTF8.GetString(attempt.Response)}{(attempt.Manual ? "!" : "")}"))}");
        if (await world.Store.Received.FindAsync(message) is { } received)
            Line($"    {received.Details.Origin} by {received.Details.Target} with {received.Events}{(received.Details.Body is null ? " no body" : "")}"
                + (world.CountsAreKept ? $" again {received.Duplicates.Count}" : ""));
    }

    private async Task AddAsync(Destination endpoint)
    {
        var state = world.Current(endpoint) switch { null => "gone", { Disabled: true } => "disabled", _ => "enabled" };
        var work = await world.Store.Work.FetchAsync(endpoint.Id, fifo: true, 0, 250, long.MaxValue);
        var rows = (await world.Store.Messages.OfEndpointAsync(endpoint.Id, DeliveryFilter.None, All, withPayload: false)).Items;
        Line($"{world.Name(endpoint.Ksuid)} {state}");
        Line($"  work {string.Join(", ", work.Select(item => ClaimDue.Describe(world, item)))}");
        Line($"  all {string.Join(", ", rows.Select(row => $"{world.Name(row.Message)} {row.State} {World.Time(row.NextAttempt)}"))}");
    }

    private async Task AddRestAsync()
    {
        Line($"due {World.Time(await world.Store.Work.NextDueAsync())}, ask {World.Time(await world.Store.Reconcile.NextDueAsync(DueExcept.Nothing))}");
        if (world.Store.Catalog.Catalog.FindOrganisation("org_1") is { } organisation)
            foreach (var job in (await world.Store.Jobs.ListAsync(organisation.Id, null, null, All)).Items)
                Line($"{world.Name(job.Id)} {job.Kind} {job.Status} {job.Result}");
        Line($"offered {Taken(world.Intake.Offered, offer => $"{World.Name(offer.Seq)}>{string.Join('+', offer.Endpoints.Select(world.Name))}")}"
            + $" due {Taken(world.Intake.Due, item => ClaimDue.Describe(world, item))} parked {Taken(world.Intake.ParkedAt, world.Name)}"
            + $" times {Taken(world.Intake.DueTimes, static time => World.Time(time))} changed {Taken(world.Intake.Changed, world.Name)}");
    }

    /// <summary>What Deliver was told since it was asked last.</summary>
    private static string Taken<TItem>(System.Collections.Concurrent.ConcurrentQueue<TItem> told, Func<TItem, string> name)
    {
        var taken = string.Join(' ', told.Select(name));
        told.Clear();
        return taken;
    }

    private void Line(string line) => _text.Append(CultureInfo.InvariantCulture, $"{line}\n");
}

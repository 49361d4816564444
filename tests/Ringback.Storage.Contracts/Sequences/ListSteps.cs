using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Paging;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts.Sequences;

/// <summary>
/// A list followed from page to page to its end. How many rows a filter lets a page look at is a store's own affair; what all pages hold
/// together, and in which order, isn't.
/// </summary>
/// <param name="From">Picks the row behind which it begins; null begins with the first.</param>
internal sealed record Part(int Limit, bool IsDescending, int? From, bool IsBackward, long Bytes)
{
    private const int MostPages = 1000;

    /// <summary>A list whose rows are named by messages.</summary>
    public PageRequest OfMessages(World world) => Of(From is { } from ? World.Pick(world.Messages, from)?.Id : null);

    public PageRequest Of(Ksuid? iterator) => new(Limit, IsDescending, iterator, IsBackward && iterator is not null, Bytes);

    public static async Task<string> FollowAsync<TItem>(
        PageRequest request, Func<PageRequest, ValueTask<HistoryPage<TItem>>> read, Func<TItem, string> name)
    {
        var names = new List<string>();
        for (var pages = 1; ; pages++)
        {
            var page = await read(request);
            names.InsertRange(request.Backward ? 0 : names.Count, page.Items.Select(name));
            if (page.Done)
                return $"[{string.Join(", ", names)}]";
            var next = request.Backward ? page.First : page.Last;
            if (next is null || next == request.Iterator || pages == MostPages)
                throw new InvalidOperationException($"A page that isn't done leads nowhere: {string.Join(", ", names)}");
            request = request with { Iterator = next };
        }
    }
}

/// <param name="BackMs">Accepted, or tried, since then; <paramref name="UntilMs"/> and not since then.</param>
internal sealed record Only(string? Types, string? Channel, string? EventId, long? BackMs, long? UntilMs, DeliveryState? State, bool IsExpanded, int? CodeClass)
{
    public AttemptFilter On(World world) => new()
    {
        EventTypes = AddEndpoint.Letters(Types),
        Channel = Channel,
        Tag = Channel,
        EventId = EventId,
        After = world.Now - BackMs,
        Before = world.Now - UntilMs,
        State = State,
        Expanded = IsExpanded,
        StatusCodeClass = CodeClass,
    };
}

internal sealed record ListMessages(int Application, Only Only, Part Part) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Applications, Application) is not { } application)
            return "none";
        return await Part.FollowAsync(
            Part.OfMessages(world), page => world.Store.Messages.ListAsync(application.Id, Only.On(world), page, withPayload: true), world.Name);
    }
}

/// <param name="Flying">Picks what is in flight, as the memory of Deliver would know.</param>
internal sealed record ListDeliveries(int Endpoint, int? Flying, Only Only, Part Part) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Endpoints, Endpoint) is not { } endpoint)
            return "none";
        DeliveryFilter filter = Only.On(world);
        if (Flying is { } flying && World.Pick(world.Messages, flying) is { } message)
            filter = filter with { InFlight = [message.Seq] };
        return await Part.FollowAsync(
            Part.OfMessages(world), page => world.Store.Messages.OfEndpointAsync(endpoint.Id, filter, page, withPayload: false),
            row => $"{world.Name(row.Message)} {row.State} {World.Time(row.NextAttempt)}");
    }
}

internal sealed record ListRuns(int Source, Only Only, Part Part) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Sources, Source) is not { } source)
            return "none";
        var operations = world.Operations.Where(operation => operation.ApplicationId == source.Id).Select(static operation => operation.Id).ToArray();
        return await Part.FollowAsync(
            Part.OfMessages(world), page => world.Store.Runs.ListAsync(operations, Only.On(world), page),
            run => $"{world.Name(run.Message)}>{world.Name(run.OperationId)} {run.State} {World.Time(run.NextAttempt)} {Text(run.Last)}");
    }

    private static string Text(AttemptEntry? attempt) => attempt is null ? "-" : Encoding.UTF8.GetString(attempt.Response);
}

/// <summary>The attempts of an endpoint, or of a message; named by their places and what came back.</summary>
internal sealed record ListAttempts(int Endpoint, int? Message, Only Only, Part Part) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Endpoints, Endpoint) is not { } endpoint)
            return "none";
        var message = Message is { } pick ? World.Pick(world.Messages, pick) : null;
        var all = (await ListAsync(AttemptFilter.None, new PageRequest(250, Descending: false))).Items;
        var names = all.Select((attempt, n) => (attempt.Id, Name: $"{n}:{world.Name(attempt.Message)}>{world.Name(attempt.EndpointId)}={Encoding.UTF8.GetString(attempt.Response)}"))
            .ToDictionary(static pair => pair.Id, static pair => pair.Name);
        var iterator = Part.From is { } from ? World.Pick(all, from)?.Id : null;
        return await Part.FollowAsync(
            Part.Of(iterator), page => ListAsync(Only.On(world), page),
            attempt => $"{names[attempt.Id]} {attempt.State} {attempt.StatusCode} {attempt.Url} {World.Time(attempt.At)}");

        ValueTask<HistoryPage<AttemptEntry>> ListAsync(AttemptFilter filter, PageRequest request) => message is null
            ? world.Store.Attempts.OfEndpointAsync(endpoint.Id, filter, request, AttemptDetail.Response)
            : world.Store.Attempts.OfMessageAsync(message, filter, request, AttemptDetail.Response);
    }
}

internal sealed record ListDestinations(int Message, Part Part) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Messages, Message) is not { } message)
            return "none";
        var endpoints = world.Endpoints.Where(endpoint => endpoint.ApplicationId == message.ApplicationId && endpoint is Endpoint);
        return await Part.FollowAsync(
            Part.Of(Part.From is { } from ? World.Pick(endpoints, from)?.Ksuid : null), page => world.Store.Messages.DestinationsAsync(message, page),
            row => $"{world.Name(row.EndpointId)} {row.State} {World.Time(row.NextAttempt)}");
    }
}

internal sealed record ListExpectations(int Source, int? Object, ExpectationStatus? Status, Part Part) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Sources, Source) is not { } source)
            return "none";
        // What a rule made has an id of the store's own, by which those of one time are in any order: so only how often each is there.
        var filter = new ExpectationFilter(Object is { } number ? $"o{number}" : null, Status);
        var listed = new List<string>();
        await Part.FollowAsync(Part.Of(null), page => world.Store.Expectations.ListAsync(source.Id, filter, page), expectation =>
        {
            listed.Add($"{expectation.Key} {expectation.Status}");
            return "";
        });
        return string.Join(", ", listed.Order(StringComparer.Ordinal));
    }
}

/// <summary>How deliveries ended in whole hours and parts of them.</summary>
internal sealed record Count(int Endpoint, int BackMinutes, int UntilMinutes, int Most) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Endpoints, Endpoint) is not { } endpoint)
            return "none";
        var (since, until) = (world.Now - BackMinutes * 60_000L, world.Now - UntilMinutes * 60_000L + 20);
        var failed = await world.Store.Runs.CountFailedAsync(endpoint.Id, null, since, until, Most);
        var (missing, more) = endpoint is SourceOperation operation ? await world.Store.Runs.CountMissingAsync(operation, since, until, Most) : default;
        // What was counted in memory only may be lost in a crash.
        var ended = world.CountsAreKept ? (await world.Store.Messages.StatisticsAsync(endpoint.Id, since, until)).ToString() : "";
        return $"failed {failed}, missing {missing}{(more ? " or more" : "")} {ended}";
    }
}

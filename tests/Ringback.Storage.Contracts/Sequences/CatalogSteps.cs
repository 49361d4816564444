using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Ids;
using Ringback.Core.Json;
using Ringback.Core.Messages;

namespace Ringback.Storage.Contracts.Sequences;

/// <summary>An application, or a source whose rule expects that what was created is paid.</summary>
internal sealed record AddApplication(bool IsSource) : Step
{
    public const long WindowMs = 3_600_000;
    public const string Pointer = "/data/id";

    public override async Task<string> RunAsync(World world, int at)
    {
        Application? made = null;
        await world.Store.Catalog.ChangeAsync(null, draft =>
        {
            var (id, ksuid, organisation) = (draft.NextId<Application>(), world.NewId(at, IsSource ? "s" : "a"), draft.Organisation("org_1"));
            made = IsSource
                ? new SourceApplication { Id = id, Ksuid = ksuid, Organisation = organisation, Name = "n", CreatedAt = world.Now, UpdatedAt = world.Now }
                : new CustomerApplication { Id = id, Ksuid = ksuid, Organisation = organisation, Name = "n", CreatedAt = world.Now, UpdatedAt = world.Now };
            draft.Put(made);
            if (IsSource)
                draft.Put(new Source
                {
                    ApplicationId = made.Id,
                    Type = "generic-webhook",
                    Duplicates = new DuplicateRules((int)(WindowMs / 1000)),
                    Expectations = [new ExpectationRule("rule", new RuleTrigger(["c"]), Pointer, new Fulfilment(Pointer, ["p"]), 600, null)],
                    CreatedAt = world.Now,
                    UpdatedAt = world.Now,
                });
            return made.PublicId;
        });
        world.Add(at, made!);
        return world.Name(made!.Ksuid);
    }
}

internal sealed record RemoveApplication(int Application) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Applications, Application) is not { } application)
            return "none";
        await world.Store.Catalog.ChangeAsync(null, draft =>
        {
            draft.Remove(application);
            return null;
        });
        return world.Name(application.Ksuid);
    }
}

/// <summary>Which kind of destination is made.</summary>
internal enum Made
{
    Http,
    Poller,

    /// <summary>Of a source; a customer's application has none.</summary>
    Operation,
}

/// <param name="Application">Whose.</param>
/// <param name="Types">Event types, a letter each; null takes all.</param>
/// <param name="Channels">As types.</param>
/// <param name="Object">Of an operation: what its condition asks for; null: it has none.</param>
internal sealed record AddEndpoint(int Application, Made Kind, string? Types, string? Channels, bool IsFifo, bool IsDisabled, int? Object) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(Kind == Made.Operation ? world.Sources : world.Applications, Application) is not { } application)
            return "none";
        Destination? made = null;
        await world.Store.Catalog.ChangeAsync(null, draft =>
        {
            if (draft.Catalog.Application(application.Id) is null)
                return null;
            made = New(draft, application.Id, world.NewId(at, Kind == Made.Operation ? "o" : "e"), world.Now) with
            {
                UrlId = Kind == Made.Http ? draft.UrlId("https://example.com/0") : 0,
                EventTypes = Letters(Types),
                Channels = Letters(Channels),
                Order = IsFifo ? DeliveryOrder.Fifo : DeliveryOrder.Any,
                Disabled = IsDisabled,
            };
            draft.Put(made);
            return made.PublicId;
        });
        if (made is null)
            return "gone";
        world.Add(at, made);
        return world.Name(made.Ksuid);
    }

    public static string[]? Letters(string? text) => text is null ? null : [.. text.Select(static letter => letter.ToString())];

    private Destination New(CatalogDraft draft, int application, Ksuid ksuid, long now) => Kind switch
    {
        Made.Http => new HttpEndpoint
        {
            Id = draft.NextId<Endpoint>(),
            Ksuid = ksuid,
            ApplicationId = application,
            Url = "https://example.com/0",
            CreatedAt = now,
            UpdatedAt = now,
        },
        Made.Poller => new PollerEndpoint { Id = draft.NextId<Endpoint>(), Ksuid = ksuid, ApplicationId = application, CreatedAt = now, UpdatedAt = now },
        _ => new SourceOperation
        {
            Id = draft.NextId<SourceOperation>(),
            Ksuid = ksuid,
            ApplicationId = application,
            Definition = new OperationDefinition { Sql = new SqlOperation("shop", []), Conditions = Conditions() },
            CreatedAt = now,
            UpdatedAt = now,
        },
    };

    private Condition[]? Conditions() => Object is { } wanted
        ? [new Condition(AddApplication.Pointer, ConditionTest.Equal, [JsonSerializer.SerializeToElement($"o{wanted}")])]
        : null;
}

/// <summary>Another URL, other filters, disabled or enabled again; with the same key only once.</summary>
internal sealed record ChangeEndpoint(int Endpoint, string? Types, bool IsDisabled, int Url, string? Key) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Endpoints, Endpoint) is not { } endpoint)
            return "none";
        var key = Key is null ? (IdempotencyKey?)null : IdempotencyKey.Create("credential", "/change", Key, [(byte)Url]);
        var result = await world.Store.Catalog.ChangeAsync(key, draft =>
        {
            if (draft.Catalog.Destination(endpoint.Id) is not { } current)
                return "gone";
            var url = $"https://example.com/{Url}";
            if (current is HttpEndpoint http)
                current = http with { Url = url, UrlId = draft.UrlId(url) };
            draft.Put(current with
            {
                EventTypes = AddEndpoint.Letters(Types),
                Disabled = IsDisabled,
                UpdatedAt = world.Now,
            });
            return world.Name(current.Ksuid);
        });
        return $"{result.Status} {result.Reference}";
    }
}

internal sealed record RemoveEndpoint(int Endpoint) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Endpoints, Endpoint) is not { } endpoint)
            return "none";
        await world.Store.Catalog.ChangeAsync(null, draft =>
        {
            draft.Remove(endpoint);
            return null;
        });
        return world.Name(endpoint.Ksuid);
    }
}

/// <summary>A change that does much and then throws: nothing of it may stay.</summary>
internal sealed record BreakChange(int Endpoint, int Application) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        var (endpoint, application) = (World.Pick(world.Endpoints, Endpoint), World.Pick(world.Applications, Application));
        if (endpoint is null || application is null)
            return "none";
        var message = world.NewMessage(at, application.Id, new Content("a", World.Payload(0), EventId: "event0"));
        try
        {
            var result = await world.Store.Catalog.ChangeAsync(IdempotencyKey.Create("credential", "/change", "k0", [0]), draft =>
            {
                if (draft.Catalog.Destination(endpoint.Id) is { } current)
                    draft.Put(current with { Disabled = !current.Disabled, EventTypes = ["z"] });
                draft.Emit(new NewMessage(message));
                if (draft.Catalog.Application(application.Id) is { } kept)
                    draft.Remove(kept);
                throw new InvalidDataException("no");
            });
            return result.ToString();
        }
        catch (InvalidDataException)
        {
            return "taken back";
        }
    }
}

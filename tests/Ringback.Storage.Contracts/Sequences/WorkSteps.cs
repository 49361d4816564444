using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts.Sequences;

/// <summary>What came of an attempt.</summary>
internal enum Ending
{
    Success,
    Retry,

    /// <summary>Its retries are used up.</summary>
    Exhausted,

    /// <summary>Nothing was tried.</summary>
    Canceled,

    /// <summary>It is given up, and its endpoint is disabled in the same commit.</summary>
    Disables,

    /// <summary>It is tried again, and its endpoint only fails from now on.</summary>
    StartsToFail,

    /// <summary>A success of an endpoint that only failed before.</summary>
    Works,

    /// <summary>It gives rise to another message in the same commit.</summary>
    Tells,
}

internal sealed record ClaimDue(int Limit) : Step
{
    public override async Task<string> RunAsync(World world, int at) =>
        string.Join(' ', (await world.Store.Work.ClaimDueAsync(world.Now, Limit)).Select(item => Describe(world, item)));

    public static string Describe(World world, WorkItem item) =>
        $"{world.Name(item.Message)}>{world.Name(item.Endpoint)} tries {item.Tries}{(item.Manual ? " manual" : "")}{world.NameRun(item.Run)}"
        + $"{(item.Due is null ? "" : $" due {World.Time(item.Due)}")}{(item.Message.Payload is null ? " no payload" : "")}";
}

/// <summary>A lane takes some of the work that it finds, the first mostly, and its outcome is recorded.</summary>
internal sealed record Work(int Endpoint, int Nth, Ending Ending) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Endpoints, Endpoint) is not { } endpoint)
            return "none";
        var work = await world.Store.Work.FetchAsync(endpoint.Id, endpoint.Order == DeliveryOrder.Fifo, 0, 100, long.MaxValue);
        if (work.Count == 0)
            return "no work";
        var item = work[Nth % work.Count];
        return $"{ClaimDue.Describe(world, item)} of {work.Count}, {await Outcome.RecordAsync(world, at, item.Message, endpoint.Id, item.Tries + 1, item.Manual, Ending)}";
    }
}

/// <summary>The first attempt of a direct delivery, or what a lane that is late makes of one that isn't direct any more.</summary>
internal sealed record Direct(int Nth, Ending Ending) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        var direct = world.Intake.Direct.ToArray();
        if (direct.Length == 0)
            return "none";
        var (message, endpoint) = direct[Nth % direct.Length];
        return $"{world.Name(message)}>{world.Name(endpoint)} {await Outcome.RecordAsync(world, at, message, endpoint, 1, false, Ending)}";
    }
}

/// <summary>An outcome that arrives whether or not there is work: a lane was slow, or two had the same.</summary>
internal sealed record Outcome(int Message, int Endpoint, Ending Ending) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Messages, Message) is not { } message
            || World.Pick(world.Endpoints.Where(endpoint => endpoint.ApplicationId == message.ApplicationId), Endpoint) is not { } endpoint)
            return "none";
        return $"{world.Name(message)}>{world.Name(endpoint.Ksuid)} {await RecordAsync(world, at, message, endpoint.Id, 1, false, Ending)}";
    }

    public static async Task<string> RecordAsync(World world, int at, Message message, int endpoint, int tries, bool isManual, Ending ending)
    {
        var succeeded = ending is Ending.Success or Ending.Works or Ending.Tells;
        var state = succeeded ? DeliveryState.Success : ending == Ending.Canceled ? DeliveryState.Canceled : DeliveryState.Fail;
        await world.Store.Record.RecordAsync(new AttemptRecord
        {
            Endpoint = endpoint,
            Message = message,
            Tries = tries,
            RetryAt = ending is Ending.Retry or Ending.StartsToFail ? world.Now + 30_000 : null,
            Final = state,
            FailingSince = ending switch { Ending.Works => 0, Ending.StartsToFail => world.Now, _ => null },
            DisableEndpoint = ending == Ending.Disables,
            Attempt = ending == Ending.Canceled
                ? null
                : new Attempt(world.Now, 12, succeeded ? 200 : 500, state, isManual, world.Store.Catalog.Catalog.Destination(endpoint)?.UrlId ?? 0, Encoding.UTF8.GetBytes($"answer{at}")),
            Emit = ending == Ending.Tells ? _ => [new NewMessage(Tell(world, at, message))] : null,
        });
        return ending.ToString();
    }

    private static Message Tell(World world, int at, Message of)
    {
        var message = world.NewMessage(at, of.ApplicationId, new Content("t", World.Payload(0)), 9);
        world.Add(at, message);
        return message;
    }
}

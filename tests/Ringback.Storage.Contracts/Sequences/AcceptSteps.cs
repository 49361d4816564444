using System.Globalization;
using Ringback.Core.Accept;
using Ringback.Core.Messages;

namespace Ringback.Storage.Contracts.Sequences;

/// <param name="Application">Who it is for.</param>
/// <param name="Type">A letter.</param>
/// <param name="Channels">A letter each.</param>
/// <param name="Key">Its idempotency key; null: none.</param>
/// <param name="Body">What tells requests with one key apart.</param>
/// <param name="DelayMs">Before it is delivered.</param>
/// <param name="LifeMs">Of its payload.</param>
internal sealed record Accept(
    int Application, string Type, string? Channels, string? Key, int Body, string? EventId, int Object, long? DelayMs, long? LifeMs) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Applications.Except(world.Sources), Application) is not { } application)
            return "none";
        var payload = World.Payload(Object, Body);
        var channels = AddEndpoint.Letters(Channels);
        var message = world.NewMessage(at, application.Id, new Content(Type, payload, EventId, channels, channels, DelayMs, LifeMs));
        var accepted = await world.Store.Accept.AcceptAsync(new NewMessage(message, KeyOf(world, application.Ksuid.ToString(), payload)));
        if (accepted.Status == AcceptStatus.Accepted)
            world.Add(at, message);
        return $"{accepted.Status} {world.Name(accepted.Message)}";
    }

    /// <summary>
    /// A key that an SDK makes up is known for ten minutes at least, and forgotten some time after: the same one is used in ten minutes only.
    /// </summary>
    private IdempotencyKey? KeyOf(World world, string application, byte[] payload)
    {
        if (Key is null)
            return null;
        var key = Key.StartsWith("auto_", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"{Key}_{world.Now / IdempotencyKey.MadeUpLifetime}")
            : Key;
        return IdempotencyKey.Create("credential", application, key, payload);
    }
}

/// <summary>An event that a provider sends.</summary>
/// <param name="Id">The provider's id of it; 0: it has none, and can't be told from others.</param>
/// <param name="Object">What it is about.</param>
/// <param name="ByBody">Whether its body tells it too.</param>
internal readonly record struct Arrival(int Id, string Type, int Object, bool ByBody);

/// <summary>A request of a provider with one event or two.</summary>
internal sealed record Receive(int Source, Arrival First, Arrival? Second) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Sources, Source) is not { } source)
            return "none";
        Arrival[] arrivals = Second is { } second ? [First, second] : [First];
        var request = new ReceivedRequest(
            source.Id, new ReceivedDetails { Method = "POST", Target = $"/{at}", Body = "[]"u8.ToArray() },
            [.. arrivals.Select((arrival, n) => Event(world, at, n, source.Id, arrival))]);
        var result = await world.Store.Accept.ReceiveAsync(request);
        foreach (var (received, outcome) in request.Events.Zip(result.Events ?? []))
            if (!outcome.IsDuplicate)
                world.Add(at, received.Message);
        return result.SourceIsGone
            ? "source is gone"
            : string.Join(", ", result.Events!.Select(outcome => (outcome.IsDuplicate ? "duplicate of " : "new ") + World.Name(outcome.Seq)));
    }

    public static ReceivedEvent Event(World world, int at, int n, int source, Arrival arrival)
    {
        var payload = World.Payload(arrival.Object);
        var expires = world.Now + AddApplication.WindowMs;
        var keys = new List<DuplicateKey>();
        if (arrival.Id > 0)
            keys.Add(DuplicateKey.Create(source, DuplicateKeyKind.EventId, $"event{arrival.Id}", expires));
        if (arrival.ByBody)
            keys.Add(DuplicateKey.Create(source, DuplicateKeyKind.Body, [.. payload, (byte)arrival.Type[0]], expires));
        return new ReceivedEvent(world.NewMessage(at, source, new Content(arrival.Type, payload), n), [.. keys]);
    }
}

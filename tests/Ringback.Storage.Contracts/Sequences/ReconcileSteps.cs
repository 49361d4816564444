using Ringback.Core.Catalog;
using Ringback.Core.Messages;
using Ringback.Core.Reconcile;

namespace Ringback.Storage.Contracts.Sequences;

/// <summary>Expects that what is known by a number is paid.</summary>
internal sealed record Expect(int Source, int Object, long LookBackMs, string? Key) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Sources, Source) is not { } source)
            return "none";
        var expectation = new Expectation
        {
            Id = world.NewId(at, "x"),
            ApplicationId = source.Id,
            Key = $"o{Object}",
            FulfilledWhen = new Fulfilment(AddApplication.Pointer, ["p"]),
            Deadline = world.Now + 600_000,
            Due = world.Now + 600_000,
            LookBack = LookBackMs,
            CreatedAt = world.Now,
            UpdatedAt = world.Now,
        };
        var result = await world.Store.Expectations.CreateAsync(
            Key is null ? null : IdempotencyKey.Create("credential", source.Ksuid.ToString(), Key, [(byte)Object]), expectation);
        if (result is { Status: KeyStatus.Fresh, Reference: not null })
            world.Add(at, expectation);
        return $"{result.Status} {(result.Reference == expectation.PublicId ? world.Name(expectation.Id) : result.Reference ?? "source is gone")}";
    }
}

internal sealed record CancelExpectation(int Expectation) : Step
{
    public override async Task<string> RunAsync(World world, int at) =>
        World.Pick(world.Expectations, Expectation) is { } expectation
            ? $"{world.Name(expectation.Id)} {await world.Store.Expectations.CancelAsync(expectation.ApplicationId, expectation.Id)}"
            : "none";
}

/// <summary>What a provider answers when it is asked.</summary>
internal enum Answer
{
    NotYet,
    Found,

    /// <summary>It had come, under the same id.</summary>
    FoundById,
    GivenUp,
}

/// <summary>Asks for one of those that are due.</summary>
internal sealed record Ask(int Nth, Answer Answer) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        var due = await world.Store.Reconcile.DueAsync(world.Now, DueExcept.Nothing, 10);
        if (World.Pick(due, Nth) is not { } expectation)
            return "none is due";
        var source = world.Sources.First(known => known.Id == expectation.ApplicationId);
        var poll = new Poll(world.Now, 5, 200, Answer is Answer.NotYet or Answer.GivenUp ? PollOutcome.NotYet : PollOutcome.Found, $"poll {at}", []);
        var found = new Arrival(Answer == Answer.FoundById ? 1 : 0, "p", int.Parse(expectation.Key[1..], null), ByBody: false);
        var @event = Answer is Answer.NotYet or Answer.GivenUp
            ? null
            : new ReceivedRequest(
                source.Id, new ReceivedDetails { Origin = EventOrigin.Reconciled, Target = $"/{at}" }, [Receive.Event(world, at, 0, source.Id, found)]);
        var tell = World.Pick(world.Applications.Except(world.Sources), 0) is { } application && Answer == Answer.GivenUp
            ? new NewMessage(world.NewMessage(at, application.Id, new Content("t", World.Payload(0)), 9))
            : null;
        var status = await world.Store.Reconcile.RecordAsync(new PollResult(
            expectation, poll, @event, Answer == Answer.NotYet ? world.Now + 60_000 : null, tell));
        foreach (var made in (Message?[])[@event?.Events[0].Message, tell?.Message])
            if (made is { Seq: > 0 })
                world.Add(at, made);
        return $"{due.Count} due, {expectation.Key} of {world.Name(source.Ksuid)} {status}";
    }
}

/// <summary>A schedule fires.</summary>
internal sealed record Fire(int Source, int Minute) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Sources, Source) is not { } source)
            return "none";
        var request = new ReceivedRequest(
            source.Id, new ReceivedDetails { Origin = EventOrigin.Scheduled, Target = $"/{at}" },
            [Receive.Event(world, at, 0, source.Id, new Arrival(0, "a", 0, ByBody: false))]);
        var fired = await world.Store.Reconcile.FireAsync(request, Minute * 60_000L);
        if (fired)
            world.Add(at, request.Events[0].Message);
        return $"{world.Name(source.Ksuid)} {fired} {await world.Store.Reconcile.LastFiredAsync(source.Id)}";
    }
}

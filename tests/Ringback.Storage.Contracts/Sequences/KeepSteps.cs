using Ringback.Core.Access;
using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Receive;

namespace Ringback.Storage.Contracts.Sequences;

internal sealed record Refuse(int Source, int Count) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Sources, Source) is not { } source)
            return "none";
        var refused = new RefusedRequest { ApplicationId = source.Id, At = world.Now, Status = 401, Reason = "no_match", Method = "POST", Target = $"/{at}" };
        await world.Store.Refused.KeepAsync([.. Enumerable.Repeat(refused, Count)], [new RefusedCount(source.Id, "no_match", Count, world.Now)]);
        return world.Name(source.Ksuid);
    }
}

internal sealed record Revoke(int Token, long LifeMs) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        await world.Store.Revoked.RevokeAsync([new Revocation(Revocation.Token($"t{Token}"), world.Now, world.Now + 1000, world.Now + LifeMs)]);
        var revoked = world.Store.Revoked.Revocations;
        return $"{revoked.Count} {string.Join(' ', Enumerable.Range(0, 3).Select(token => revoked.IsRevoked(Revocation.Token($"t{token}"), world.Now - 1, world.Now + 1000)))}";
    }
}

/// <summary>A consumer reads on from where it stands, and commits.</summary>
internal sealed record Consume(int Endpoint, string Consumer, string? Types, string? Channels, int Limit, long Bytes, bool Commits) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (world.Current(World.Pick(world.Endpoints.OfType<PollerEndpoint>(), Endpoint)) is not { } poller)
            return "none";
        var from = await world.Store.Pollers.CommittedAsync(poller.Id, Consumer) ?? 0;
        var page = await world.Store.Pollers.ReadAsync(
            poller.ApplicationId, new PollerFilter(poller.EventTypes, poller.Channels),
            new PollerFilter(AddEndpoint.Letters(Types), AddEndpoint.Letters(Channels)), from, Limit, Bytes);
        if (Commits)
            await world.Store.Pollers.CommitAsync(poller.Id, Consumer, page.Next);
        return $"{string.Join(' ', page.Messages.Select(world.Name))} up to {(page.Next == from ? "here" : World.Name(page.Next))}{(page.Done ? " done" : "")}";
    }
}

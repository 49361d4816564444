using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Messages;

namespace Ringback.Storage.Contracts.Sequences;

/// <summary>A message that is kept, with its payload, goes to an endpoint once more; one that is gone isn't sent, as in the API.</summary>
internal sealed record Resend(int Message, int Endpoint, string? Key) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        var (message, endpoint) = await FindAsync(world, Message, Endpoint, isOperation: false);
        if (message is null || endpoint is null)
            return "none";
        var status = await world.Store.Editor.ResendAsync(KeyOf(Key, world.Name(message)), message, endpoint.Id);
        return $"{world.Name(message)}>{world.Name(endpoint.Ksuid)} {status}";
    }

    public static async Task<(Message? Message, Destination? Endpoint)> FindAsync(World world, int message, int endpoint, bool isOperation)
    {
        if (World.Pick(world.Messages, message) is not { } picked)
            return default;
        var found = await world.Store.Messages.FindAsync(picked.ApplicationId, picked.PublicId, withPayload: true);
        var endpoints = world.Endpoints.Where(known =>
            known.ApplicationId == picked.ApplicationId && (isOperation ? known is SourceOperation : known is HttpEndpoint));
        return (found is { Payload: not null } ? found : null, world.Current(World.Pick(endpoints, endpoint)));
    }

    public static IdempotencyKey? KeyOf(string? key, string body) =>
        key is null ? null : IdempotencyKey.Create("credential", "/again", key, Encoding.UTF8.GetBytes(body));
}

internal sealed record Replay(int Message, int Operation, bool IsForced, string? Key) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        var (message, operation) = await Resend.FindAsync(world, Message, Operation, isOperation: true);
        if (message is null || operation is null)
            return "none";
        // A replay's key is of another path than a resend's, as in the API.
        var key = Resend.KeyOf(Key is null ? null : Key + " replay", $"{world.Name(message)} {IsForced}");
        return $"{world.Name(message)}>{world.Name(operation.Ksuid)} {await world.Store.Editor.ReplayAsync(key, message, operation.Id, IsForced)}";
    }
}

internal sealed record Expunge(int First, int Second) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Messages, First) is not { } first || World.Pick(world.Messages, Second) is not { } second)
            return "none";
        await world.Store.Editor.ExpungeAsync([first, second]);
        return $"{world.Name(first)} {world.Name(second)}";
    }
}

internal sealed record ExpungeResponse(int Message, int Nth) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Messages, Message) is not { } message)
            return "none";
        var attempts = (await world.Store.Attempts.OfMessageAsync(message, AttemptFilter.None, new(100), AttemptDetail.None)).Items;
        if (World.Pick(attempts, Nth) is not { } attempt)
            return "no attempts";
        return (await world.Store.Editor.ExpungeResponseAsync(message, attempt.Id)).ToString();
    }
}

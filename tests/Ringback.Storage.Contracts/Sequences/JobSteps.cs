using Ringback.Core.Jobs;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts.Sequences;

/// <summary>Asks for long work.</summary>
/// <param name="BackMs">The messages of this time.</param>
/// <param name="Type">Of a bulk replay: only of this type; as the others.</param>
internal sealed record StartJob(JobKind Kind, int Endpoint, long BackMs, string? Type, string? Channel, DeliveryState? State, int? CodeClass) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Endpoints, Endpoint) is not { } endpoint)
            return "none";
        var (since, until) = (world.Now - BackMs, world.Now + 1);
        var arguments = Kind switch
        {
            JobKind.Recover or JobKind.ReplayMissing => JobArguments.Serialize(new ReplayArguments(endpoint.Id, since, until)),
            JobKind.BulkReplay => JobArguments.Serialize(new BulkReplayArguments(
                endpoint.Id, since, until, AddEndpoint.Letters(Type), Channel, Channel, State, CodeClass)),
            JobKind.ApplicationStats => JobArguments.Serialize(new StatsArguments(since, until)),
            _ => "{}",
        };
        await world.Store.Catalog.ChangeAsync(null, draft =>
        {
            draft.Start(new Job
            {
                Id = world.NewId(at, "j"),
                Kind = Kind,
                OrganisationId = draft.Organisation("org_1").Id,
                ApplicationId = endpoint.ApplicationId,
                Arguments = arguments,
                CreatedAt = world.Now,
                UpdatedAt = world.Now,
            });
            return null;
        });
        return $"j{at} of {world.Name(endpoint.Ksuid)}";
    }
}

/// <summary>Steps what runs until nothing does, in the turns of the runner.</summary>
internal sealed record RunJobs : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        while (await world.Store.Jobs.RunningAsync(100) is { Count: > 0 } running)
            foreach (var job in JobTurns.Runnable(running))
                await world.Store.Jobs.StepAsync(job);
        return "done";
    }
}

internal sealed record FailJob(int Nth) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(await world.Store.Jobs.RunningAsync(100), Nth) is not { } job)
            return "none";
        await world.Store.Jobs.FailAsync(job, "why");
        return world.Name(job.Id);
    }
}

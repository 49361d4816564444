namespace Ringback.Storage.Contracts.Sequences;

internal sealed record Wait(long Ms) : Step
{
    public override Task<string> RunAsync(World world, int at)
    {
        world.Clock.Advance(TimeSpan.FromMilliseconds(Ms));
        return Task.FromResult("");
    }
}

/// <summary>Drops what is past its time: a store may rest for a minute between two looks at everything.</summary>
internal sealed record Retain : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        while (await world.Store.Jobs.RetainAsync(world.Now))
        {
        }

        return "";
    }
}

/// <summary>From now on Deliver has room for direct deliveries, or hasn't.</summary>
internal sealed record MakeRoom(bool HasRoom) : Step
{
    public override Task<string> RunAsync(World world, int at)
    {
        world.Intake.HasRoom = HasRoom;
        return Task.FromResult("");
    }
}

/// <summary>Gives rows to the direct deliveries of an endpoint.</summary>
internal sealed record ParkDirect(int Endpoint) : Step
{
    public override async Task<string> RunAsync(World world, int at)
    {
        if (World.Pick(world.Endpoints, Endpoint) is not { } endpoint)
            return "none";
        await world.Store.Work.ParkDirectAsync(endpoint.Id);
        return world.Name(endpoint.Ksuid);
    }
}

/// <summary>Closes the store and opens it again.</summary>
internal sealed record Restart : Step
{
    public override Task<string> RunAsync(World world, int at)
    {
        world.Restart();
        return LookAsync(world);
    }

    /// <summary>What is read at start: whose work is parked, and who only fails.</summary>
    public static async Task<string> LookAsync(World world)
    {
        var parked = new List<string>();
        foreach (var endpoint in world.Store.Work.EndpointsWithParkedWork())
            if ((await world.Store.Work.FetchAsync(endpoint, fifo: false, 0, 1, 1)).Count > 0)
                parked.Add(world.Name(endpoint));
        var failing = world.Store.Record.FailingSince().Select(pair => $"{world.Name(pair.Key)} since {World.Time(pair.Value)}");
        return $"parked {string.Join(' ', parked.Order(StringComparer.Ordinal))}, failing {string.Join(' ', failing.Order(StringComparer.Ordinal))}";
    }
}

/// <summary>A power cut, and a new start: all that was answered before is there.</summary>
internal sealed record Kill : Step
{
    public override Task<string> RunAsync(World world, int at)
    {
        world.Kill();
        return Restart.LookAsync(world);
    }
}

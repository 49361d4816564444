namespace Ringback.Client.Api;

/// <summary>A customer of yours who gets messages, as the server shows it.</summary>
public sealed record Application
{
    /// <summary><c>app_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Your own name for it, if it has one.</summary>
    public string? Uid { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>Messages a second to all its endpoints together; null: no limit.</summary>
    public int? ThrottleRate { get; init; }

    /// <summary>Whatever you keep with it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>An application to be made, or put in the place of another.</summary>
public sealed record ApplicationInput
{
    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>Your own name for it, unique among your applications; it doesn't begin with <c>app_</c>.</summary>
    public string? Uid { get; init; }

    /// <summary>Messages a second to all its endpoints together, 1 or more; null: no limit.</summary>
    public int? ThrottleRate { get; init; }

    /// <summary>Whatever you keep with it, up to 4096 bytes.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>What is changed of an application; null stays as it is.</summary>
public sealed record ApplicationPatch
{
    /// <summary>For people.</summary>
    public string? Name { get; init; }

    /// <summary>Your own name for it.</summary>
    public string? Uid { get; init; }

    /// <summary>Messages a second to all its endpoints together; 0 takes the limit away.</summary>
    public int? ThrottleRate { get; init; }

    /// <summary>In the place of all that is there.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>Which applications are wanted; all that are given must hold.</summary>
public sealed record ApplicationFilter
{
    /// <summary>Leaves out those that have no endpoint.</summary>
    public bool ExcludeWithoutEndpoints { get; init; }

    /// <summary>Leaves out those whose endpoints are all disabled.</summary>
    public bool ExcludeWithDisabledEndpoints { get; init; }
}

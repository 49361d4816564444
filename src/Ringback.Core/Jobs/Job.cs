using Ringback.Core.Ids;

namespace Ringback.Core.Jobs;

/// <summary>Long work done in small steps, each a commit that moves its cursor: after a crash it goes on where it stood.</summary>
internal enum JobKind
{
    /// <summary>Work for a message to more destinations than one commit takes.</summary>
    FanOut = 0,
    Recover = 1,
    ReplayMissing = 2,
    BulkReplay = 3,
    ExpungeAll = 4,
    ApplicationStats = 5,
    EventTypeStats = 6,
}

internal enum JobStatus
{
    Running = 0,
    Finished = 1,
    Failed = 2,
}

internal sealed record Job
{
    /// <value>The store's integer; 0 before it is kept.</value>
    public long Key { get; init; }

    public required Ksuid Id { get; init; }

    public required JobKind Kind { get; init; }

    public required int OrganisationId { get; init; }

    /// <value>0 for a job of the whole organisation.</value>
    public int ApplicationId { get; init; }

    public JobStatus Status { get; init; }

    /// <value>Where the next step goes on: a seq or an endpoint's id, as the kind says.</value>
    public long Cursor { get; init; }

    /// <value>What it is about, as JSON of the kind's own shape.</value>
    public string Arguments { get; init; } = "{}";

    /// <value>What it found or did so far, as JSON; shown to who asks.</value>
    public string Result { get; init; } = "{}";

    /// <value>Unix milliseconds.</value>
    public required long CreatedAt { get; init; }

    /// <value>Unix milliseconds.</value>
    public required long UpdatedAt { get; init; }

    public string PublicId => IdPrefix.Task + Id;
}

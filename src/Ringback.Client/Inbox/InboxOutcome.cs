namespace Ringback.Client;

/// <summary>How a stored event stands; the numbers are those in the table.</summary>
public enum InboxState
{
    /// <summary>To be handled, now or later.</summary>
    Waiting = 0,

    /// <summary>Every handler of it has run.</summary>
    Done = 1,

    /// <summary>Given up: kept with its error until it is purged or set to waiting again.</summary>
    Dead = 2,
}

/// <summary>What came of an event that was taken from the inbox.</summary>
public sealed class InboxOutcome
{
    private InboxOutcome(InboxState state, DateTimeOffset? dueAt, string? error)
    {
        State = state;
        DueAt = dueAt;
        Error = error;
    }

    /// <summary>Every handler has run.</summary>
    public static InboxOutcome Done { get; } = new(InboxState.Done, null, null);

    /// <summary>How it stands now.</summary>
    public InboxState State { get; }

    /// <summary>When it is to be tried again; null unless waiting.</summary>
    public DateTimeOffset? DueAt { get; }

    /// <summary>What went wrong, for people; null when done.</summary>
    public string? Error { get; }

    /// <summary>It failed and will be tried again.</summary>
    public static InboxOutcome Retry(DateTimeOffset at, string error) => new(InboxState.Waiting, at, error);

    /// <summary>It failed for good.</summary>
    public static InboxOutcome Dead(string error) => new(InboxState.Dead, null, error);
}

namespace Ringback.Client.Api;

/// <summary>An operation on an event, and what came of it.</summary>
public record Run
{
    /// <summary>The event, <c>msg_…</c>.</summary>
    public required string MessageId { get; init; }

    /// <summary>The provider's id of the event.</summary>
    public string? EventId { get; init; }

    /// <summary>In the server's letters.</summary>
    public required string EventType { get; init; }

    /// <summary><c>op_…</c>.</summary>
    public required string OperationId { get; init; }

    /// <summary>Null when it has none, or was deleted.</summary>
    public string? OperationUid { get; init; }

    /// <summary><c>success</c>, <c>pending</c>, <c>fail</c> or <c>canceled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When the event was accepted.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>When it is tried again; null when it isn't.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>The newest; null before the first.</summary>
    public RunAttempt? LastAttempt { get; init; }
}

/// <summary>A run with all that was tried.</summary>
public sealed record RunDetail : Run
{
    /// <summary>Newest first.</summary>
    public IReadOnlyList<RunAttempt> Attempts { get; init; } = [];
}

/// <summary>One try of an operation.</summary>
public sealed record RunAttempt
{
    /// <summary><c>atmpt_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public int DurationMs { get; init; }

    /// <summary><c>success</c> or <c>fail</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The receiver's, or what is most like it; 0 when nothing came back.</summary>
    public int StatusCode { get; init; }

    /// <summary>Of <c>sql</c>, when it succeeded.</summary>
    public long? RowsChanged { get; init; }

    /// <summary>When it succeeded: JSON of <c>sql</c> and <c>emit</c>, the response's body of <c>http</c>.</summary>
    public string? Output { get; init; }

    /// <summary>When it failed: why.</summary>
    public string? Error { get; init; }

    /// <summary><c>scheduled</c> or <c>manual</c>.</summary>
    public string Trigger { get; init; } = "scheduled";
}

/// <summary>Which runs of a source are wanted; all that are given must hold.</summary>
public sealed record RunFilter
{
    /// <summary>An operation's id or uid.</summary>
    public string? Operation { get; init; }

    /// <summary>A message's id, or the provider's event id.</summary>
    public string? Event { get; init; }

    /// <summary><c>success</c>, <c>pending</c>, <c>fail</c> or <c>canceled</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Accepted before.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Accepted after.</summary>
    public DateTimeOffset? After { get; init; }
}

/// <summary>What of an operation is to be run again.</summary>
public sealed record ReplayFilter
{
    /// <summary>Accepted since.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Accepted until; null: now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary><c>fail</c> or <c>canceled</c>; null: both.</summary>
    public string? Status { get; init; }
}

/// <summary>What a replay runs again.</summary>
/// <param name="Count">How many.</param>
/// <param name="More">There are more than were counted.</param>
/// <param name="Task">Does it in the background; null of a preview.</param>
public sealed record Replay(long Count, bool More, BackgroundTask? Task);

/// <summary>What came of asking for one run again.</summary>
public enum RunReplayStatus
{
    /// <summary>It is run now.</summary>
    Started = 0,

    /// <summary>It has succeeded, and wasn't forced: nothing is done.</summary>
    Succeeded = 1,

    /// <summary>It is being run, or about to be.</summary>
    UnderWay = 2,
}

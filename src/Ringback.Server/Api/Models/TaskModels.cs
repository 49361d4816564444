using System.Text;
using Ringback.Core.Jobs;

namespace Ringback.Server.Api.Models;

/// <summary>A background task, as the operation that starts it answers.</summary>
internal record TaskOut
{
    [Note("The id that Ringback gives; it never changes.", Examples.Task)]
    public required string Id { get; init; }

    [Note("The status of the task: `running`, `finished` or `failed`.", "running")]
    public required string Status { get; init; }

    /// <summary><c>endpoint.recover</c> and others.</summary>
    [Note("The kind of task.", "endpoint.recover")]
    public required string Task { get; init; }

    [Note("The time of the last change.", Examples.Time)]
    public required Timestamp UpdatedAt { get; init; }

    public static TaskOut FromJob(Job job) => new()
    {
        Id = job.PublicId,
        Status = TaskNames.NameOf(job.Status),
        Task = TaskNames.NameOf(job.Kind),
        UpdatedAt = job.UpdatedAt,
    };
}

/// <summary>Jobs in the words of the API.</summary>
internal static class TaskNames
{
    public static string NameOf(JobStatus status) => status switch
    {
        JobStatus.Finished => "finished",
        JobStatus.Failed => "failed",
        _ => "running",
    };

    public static string NameOf(JobKind kind) => kind switch
    {
        JobKind.Recover => "endpoint.recover",
        JobKind.ReplayMissing => "endpoint.replay",
        JobKind.BulkReplay => "endpoint.bulk-replay",
        JobKind.ExpungeAll => "application.purge_content",
        JobKind.ApplicationStats => "application.stats",
        JobKind.EventTypeStats => "event-type.aggregate",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Nobody asks for jobs of this kind."),
    };
}

/// <summary>A background task with what it found or did.</summary>
internal sealed record BackgroundTaskOut : TaskOut
{
    [Note("The result of the task.", """{"messagesSent":12}""")]
    public required RawJson Data { get; init; }

    public static BackgroundTaskOut OfJob(Job job) => new()
    {
        Id = job.PublicId,
        Status = TaskNames.NameOf(job.Status),
        Task = TaskNames.NameOf(job.Kind),
        UpdatedAt = job.UpdatedAt,
        Data = new RawJson(Encoding.UTF8.GetBytes(job.Result)),
    };
}

internal sealed record AppUsageStatsOut : TaskOut
{
    [Note("The requested applications that don't exist.", "[]")]
    public required IReadOnlyList<string> UnresolvedAppIds { get; init; }

    public static AppUsageStatsOut OfJob(Job job, IReadOnlyList<string> unresolved) => new()
    {
        Id = job.PublicId,
        Status = TaskNames.NameOf(job.Status),
        Task = TaskNames.NameOf(job.Kind),
        UpdatedAt = job.UpdatedAt,
        UnresolvedAppIds = unresolved,
    };
}

/// <summary><c>{}</c>.</summary>
internal sealed record EmptyResponse
{
    public static readonly EmptyResponse Instance = new();
}

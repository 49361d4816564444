using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>An operation on a message, and what came of it.</summary>
internal record RunOut
{
    [Note("The event's message.", Examples.Message)]
    public required string MessageId { get; init; }

    [Note("Your own name for it.", "invoice-1337-paid")]
    public required string? EventId { get; init; }

    [Note("What it is about.", "invoice.paid")]
    public required string EventType { get; init; }

    [Note("The operation's.", "op_2vEzxuyrZz8tGbY2xsvMWHj8OOv")]
    public required string OperationId { get; init; }

    [Note("The operation's; null when it has none, or was deleted.", "paid")]
    public required string? OperationUid { get; init; }

    [Note("`success`, `pending`, `fail` or `canceled`.", "success")]
    public required string Status { get; init; }

    [Note("When the event was accepted.", Examples.Time)]
    public required Timestamp Timestamp { get; init; }

    [Note("When it is tried next; null when that waits for no time, or it has ended.")]
    public required Timestamp? NextAttempt { get; init; }

    [Note("The newest; null before the first.")]
    public required RunAttemptOut? LastAttempt { get; init; }
}

/// <summary>A run with what was tried: all of it, or the newest that a page holds.</summary>
internal sealed record RunDetailOut : RunOut
{
    [Note("Newest first; at most 250.")]
    public required IReadOnlyList<RunAttemptOut> Attempts { get; init; }

    [Note("Whether these are all that was tried.", "true")]
    public required bool Done { get; init; }
}

internal sealed record RunAttemptOut(
    [property: Note("Ours, for good.", Examples.Attempt)] string Id,
    [property: Note("When it was tried.", Examples.Time)] Timestamp Timestamp,
    [property: Note("Waiting for its turn in a shared transaction included.", "3")] int DurationMs,
    [property: Note("`success` or `fail`.", "success")] string Status,
    [property: Note("The receiver's, or what is most like it: 409 a constraint, 422 refused, 424 no connection, 503 not reachable, 504 too slow; 0 when nothing came back.", "200")] int StatusCode,
    [property: Note("Of `sql`, when it succeeded.", "1")] long? RowsChanged,
    [property: Note("When it succeeded: JSON of `sql` and `emit`, the response's body of `http`.", "{\"rowsChanged\":1}")] string? Output,
    [property: Note("When it failed: why, or the response's body.")] string? Error,
    [property: Note("`scheduled` or `manual`.", "scheduled")] string Trigger);

/// <summary>What is to be run again.</summary>
/// <param name="Status">Only those that ended so, or those that it never ran on; null: all that ended without success.</param>
/// <param name="DryRun">Only count them.</param>
internal sealed record OperationReplayIn(long Since, long? Until, string? Status, bool DryRun)
{
    public const string Missing = "missing";

    public static OperationReplayIn Read(JsonFields json)
    {
        var (since, until) = (Fields.Since.Read(json), Fields.Until.Read(json));
        if (until <= since) Fields.Until.Refuse(json, "must be after since");
        return new OperationReplayIn(since ?? 0, until, Fields.Status.Read(json), Fields.DryRun.Read(json) ?? false);
    }

    internal static class Fields
    {
        public static readonly InputShape Shape = new("OperationReplayIn", "What to run again.", $$"""{"since":"{{InputShape.Since}}","dryRun":true}""");
        public static readonly Field<long?> Since = Shape.Required("since", Time(), "Events accepted from then on.");
        public static readonly Field<long?> Until = Shape.Optional("until", Time(), "And before then; now when left out.");
        public static readonly Field<string> Status = Shape.Optional(
            "status", Choice("fail", "canceled", Missing),
            "Only those that ended so; both when left out. `missing`: events of that time that the operation takes and never ran on, such as those that came before it was made.");

        public static readonly Field<bool?> DryRun = Shape.Optional("dryRun", Flag(), "Only count them.");
    }
}

internal sealed record OperationReplayOut(
    [property: Note("How many are run again, or would be.", "12")] long Count,
    [property: Note("There are more than were counted.", "false")] bool More,
    [property: Note("Does it; null of a dry run.")] TaskOut? Task);

internal sealed record RunReplayIn(bool Force)
{
    public static readonly InputShape Shape = new("RunReplayIn", "Whether to run again what succeeded.", """{"force":true}""");

    private static readonly Field<bool?> ForceField = Shape.Optional("force", Flag(), "A new run, whose effect comes on top of the first one's.");

    public static RunReplayIn Read(JsonFields json) => new(ForceField.Read(json) ?? false);
}

internal sealed record RunReplayOut(
    [property: Note("`started`; `succeeded`: it isn't run again; `underWay`: it is being run.", "started")] string Status);

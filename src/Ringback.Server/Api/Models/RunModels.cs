using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>An operation on a message, and what came of it.</summary>
internal record RunOut
{
    [Note("The id of the event's message.", Examples.Message)]
    public required string MessageId { get; init; }

    [Note("The id that the provider gave the event; null if it has none.", "invoice-1337-paid")]
    public required string? EventId { get; init; }

    [Note("The event type.", "invoice.paid")]
    public required string EventType { get; init; }

    [Note("The id of the operation.", "op_2vEzxuyrZz8tGbY2xsvMWHj8OOv")]
    public required string OperationId { get; init; }

    [Note("The uid of the operation; null if it has none, or was deleted.", "paid")]
    public required string? OperationUid { get; init; }

    [Note("The status of the run: `success`, `pending`, `fail` or `canceled`.", "success")]
    public required string Status { get; init; }

    [Note("When the event was accepted.", Examples.Time)]
    public required Timestamp Timestamp { get; init; }

    [Note("The time of the next attempt; null if it has no due time, or has ended.")]
    public required Timestamp? NextAttempt { get; init; }

    [Note("The last attempt; null if there was none.")]
    public required RunAttemptOut? LastAttempt { get; init; }
}

/// <summary>A run with what was tried: all of it, or the newest that a page holds.</summary>
internal sealed record RunDetailOut : RunOut
{
    [Note("The attempts, newest first; at most 250.")]
    public required IReadOnlyList<RunAttemptOut> Attempts { get; init; }

    [Note("Whether `attempts` has all attempts of the run.", "true")]
    public required bool Done { get; init; }
}

internal sealed record RunAttemptOut(
    [property: Note("The id that Ringback gives; it never changes.", Examples.Attempt)] string Id,
    [property: Note("The time of the attempt.", Examples.Time)] Timestamp Timestamp,
    [property: Note("The duration of the attempt in milliseconds, including the wait in a shared transaction.", "3")] int DurationMs,
    [property: Note("The outcome: `success` or `fail`.", "success")] string Status,
    [property: Note("The HTTP status code of the receiver's answer; 0 if there was no answer. For `sql` and `emit`, this is the HTTP status code with the most similar meaning: 409 constraint, 422 refused, 424 no connection, 503 not reachable, 504 too slow.", "200")] int StatusCode,
    [property: Note("The number of rows that a `sql` operation changed; null if it didn't succeed, and for other kinds.", "1")] long? RowsChanged,
    [property: Note("The result if the attempt succeeded: JSON for `sql` and `emit`, the body of the answer for `http`.", "{\"rowsChanged\":1}")] string? Output,
    [property: Note("The reason if the attempt failed, or the body of the answer.")] string? Error,
    [property: Note("The cause of the attempt: `scheduled` or `manual`.", "scheduled")] string Trigger);

/// <summary>What is to be run again.</summary>
/// <param name="Status">Only those that ended so, or those that it never ran on; null: all that ended without success.</param>
/// <param name="DryRun">Only count them.</param>
internal sealed record OperationReplayIn(long Since, long? Until, string? Status, bool DryRun)
{
    public const string Missing = "missing";

    public static OperationReplayIn Read(JsonFields json)
    {
        Fields.Shape.RefuseOthers(json);
        var (since, until) = (Fields.Since.Read(json), Fields.Until.Read(json));
        if (until <= since) Fields.Until.Refuse(json, "must be after since");
        return new OperationReplayIn(since ?? 0, until, Fields.Status.Read(json), Fields.DryRun.Read(json) ?? false);
    }

    internal static class Fields
    {
        public static readonly InputShape Shape = new("OperationReplayIn", "The runs to repeat.", $$"""{"since":"{{InputShape.Since}}","dryRun":true}""");
        public static readonly Field<long?> Since = Shape.Required("since", Time(), "Events that were accepted at this time or later.");
        public static readonly Field<long?> Until = Shape.Optional("until", Time(), "The end of the span; now by default.");
        public static readonly Field<string> Status = Shape.Optional(
            "status", Choice("fail", "canceled", Missing),
            "Only runs with this status; both by default. `missing`: events of that time that match the operation, but on which it never ran, such as events that came before it was created.");

        public static readonly Field<bool?> DryRun = Shape.Optional("dryRun", Flag(), "Whether to only count the runs and not repeat them.");
    }
}

internal sealed record OperationReplayOut(
    [property: Note("The number of runs that are repeated, or would be in a dry run.", "12")] long Count,
    [property: Note("Whether there are more than were counted.", "false")] bool More,
    [property: Note("The background task that does it; null in a dry run.")] TaskOut? Task);

internal sealed record RunReplayIn(bool Force)
{
    public static readonly InputShape Shape = new("RunReplayIn", "Whether to repeat a run that succeeded.", """{"force":true}""");

    private static readonly Field<bool?> ForceField = Shape.Optional("force", Flag(), "Whether to create a new run, whose effect happens in addition to that of the first.");

    public static RunReplayIn Read(JsonFields json)
    {
        Shape.RefuseOthers(json);
        return new RunReplayIn(ForceField.Read(json) ?? false);
    }
}

internal sealed record RunReplayOut(
    [property: Note("`started`; `succeeded`: the run had succeeded and isn't repeated; `underWay`: the run is in flight.", "started")] string Status);

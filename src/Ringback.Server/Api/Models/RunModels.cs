using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>An operation on a message, and what came of it.</summary>
internal record RunOut
{
    public required string MessageId { get; init; }

    public required string? EventId { get; init; }

    public required string EventType { get; init; }

    public required string OperationId { get; init; }

    /// <summary>Null also of an operation that was deleted.</summary>
    public required string? OperationUid { get; init; }

    /// <summary><c>success</c>, <c>pending</c>, <c>fail</c> or <c>canceled</c>.</summary>
    public required string Status { get; init; }

    public required Timestamp Timestamp { get; init; }

    public required Timestamp? NextAttempt { get; init; }

    /// <summary>The newest; null before the first.</summary>
    public required RunAttemptOut? LastAttempt { get; init; }
}

/// <summary>A run with what was tried: all of it, or the newest that a page holds.</summary>
internal sealed record RunDetailOut : RunOut
{
    /// <summary>Newest first.</summary>
    public required IReadOnlyList<RunAttemptOut> Attempts { get; init; }

    /// <summary>Whether these are all.</summary>
    public required bool Done { get; init; }
}

/// <param name="Status"><c>success</c> or <c>fail</c>.</param>
/// <param name="StatusCode">The receiver's, or what is most like it; 0 when nothing came back.</param>
/// <param name="RowsChanged">Of <c>sql</c>, when it succeeded.</param>
/// <param name="Output">When it succeeded: JSON of <c>sql</c> and <c>emit</c>, the response's body of <c>http</c>.</param>
/// <param name="Error">When it failed: why, or the response's body.</param>
/// <param name="Trigger"><c>scheduled</c> or <c>manual</c>.</param>
internal sealed record RunAttemptOut(
    string Id, Timestamp Timestamp, int DurationMs, string Status, int StatusCode, long? RowsChanged, string? Output, string? Error, string Trigger);

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

/// <param name="Count">How many are run again, or would be.</param>
/// <param name="More">There are more than were counted.</param>
/// <param name="Task">Does it; null of a dry run.</param>
internal sealed record OperationReplayOut(long Count, bool More, TaskOut? Task);

internal sealed record RunReplayIn(bool Force)
{
    public static readonly InputShape Shape = new("RunReplayIn", "Whether to run again what succeeded.", """{"force":true}""");

    private static readonly Field<bool?> ForceField = Shape.Optional("force", Flag(), "A new run, whose effect comes on top of the first one's.");

    public static RunReplayIn Read(JsonFields json) => new(ForceField.Read(json) ?? false);
}

/// <param name="Status"><c>started</c>; <c>succeeded</c>: it had, and isn't run again; <c>underWay</c>: it is being run.</param>
internal sealed record RunReplayOut(string Status);

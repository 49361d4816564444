using Ringback.Server.Api.Messages;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Operations;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Api.OpenApi;

internal static class OperationDocs
{
    private const string Source = "/api/v1/source/{source_id}";
    private const string Many = Source + "/operation";
    private const string One = Many + "/{operation_id}";

    private static readonly Refusal Taken = new(409, "conflict", "Another operation of the source has the uid.");
    private static readonly Refusal TooMany = new(400, "generic_error", "The source has a hundred operations.");
    private static readonly Refusal Disabled = new(400, "generic_error", "The operation is disabled.");

    public static ResourceDocs All { get; } = new(
        "Operation",
        "What Ringback itself does on a source's messages: SQL statements on a named connection (their effect exactly once), an HTTP call, a message to an application (both at least once, with a key by which the second is known). Every try is on record.",
        [
            new Operation("GET", Many, "operation.list", "List operations", "Newest first, unless asked otherwise.")
            {
                Query = PageQuery.Parameters,
                Answer = ApiJson.Default.ListOutOperationOut,
            },
            new Operation("POST", Many, "operation.create", "Make an operation")
            {
                Body = OperationIn.Fields.Shape,
                Status = 201,
                Answer = ApiJson.Default.OperationOut,
                Refusals = [Taken, TooMany],
            },
            new Operation("GET", One, "operation.get", "Read an operation") { Answer = ApiJson.Default.OperationOut },
            new Operation("PUT", One, "operation.upsert", "Make or replace an operation", "Its headers too. A uid in the path that isn't there becomes that of a new one.")
            {
                Body = OperationIn.Fields.Shape,
                OtherStatus = 201,
                Answer = ApiJson.Default.OperationOut,
                Refusals = [Taken, TooMany],
            },
            new Operation("PATCH", One, "operation.patch", "Change an operation", "What it does is replaced as a whole, by PUT.")
            {
                Body = OperationPatch.Fields.Shape,
                Answer = ApiJson.Default.OperationOut,
            },
            new Operation("DELETE", One, "operation.delete", "Delete an operation", "What it did stays on record.") { Status = 204 },
            new Operation(
                "GET", "/api/v1/connection", "connection.list", "List the databases that operations may use",
                "Those that the server's settings name for the organisation, and how each stands. Their addresses aren't shown.")
            {
                Answer = ApiJson.Default.ListOutConnectionOut,
            },
            new Operation("GET", Source + "/run", "run.list", "List what came of a source's operations", "Newest event first, unless asked otherwise. All runs of an event are on one page.")
            {
                Query =
                [
                    .. PageQuery.Parameters, RunResource.OfOperation,
                    RunResource.OfEvent,
                    RunResource.Status, HistoryFilters.Before, HistoryFilters.After,
                ],
                Answer = ApiJson.Default.ListOutRunOut,
            },
            new Operation("GET", One + "/run", "run.list-by-operation", "List what came of an operation", "Newest event first, unless asked otherwise.")
            {
                Query = [.. PageQuery.Parameters, RunResource.OfEvent, RunResource.Status, HistoryFilters.Before, HistoryFilters.After],
                Answer = ApiJson.Default.ListOutRunOut,
            },
            new Operation("GET", One + "/run/{msg_id}", "run.get", "Read what was tried of an operation on an event", "The newest 250 tries, or as many as have 4 MiB together; `done` is false when there are older ones.") { Answer = ApiJson.Default.RunDetailOut },
            new Operation(
                "POST", One + "/replay", "operation.replay", "Run again what failed, or what it never ran on",
                "Counted to 10,000 first; a dry run ends there. Answers a background task, which does it.")
            {
                Body = OperationReplayIn.Fields.Shape,
                Status = 202,
                OtherStatus = 200,
                Answer = ApiJson.Default.OperationReplayOut,
                Refusals = [Disabled],
            },
            new Operation(
                "POST", Source + "/event/{msg_id}/operation/{operation_id}/replay", "run.replay", "Run an operation on an event again",
                "With all its retries. What succeeded isn't run again (200) unless forced: that is a new run, whose effect comes on top.")
            {
                Body = RunReplayIn.Shape,
                BodyOptional = true,
                Status = 202,
                OtherStatus = 200,
                Answer = ApiJson.Default.RunReplayOut,
                Refusals = [Disabled, new Refusal(400, "missing_payload", "The payload was dropped."), new Refusal(409, "conflict", "It is being run: it can't be forced now.")],
            },
        ]);
}

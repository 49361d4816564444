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

    private static readonly DescribedRefusal Taken = new(409, "conflict", "Another operation of the source has this uid.");
    private static readonly DescribedRefusal TooMany = new(400, "generic_error", "The source has a hundred operations.");
    private static readonly DescribedRefusal Disabled = new(400, "generic_error", "The operation is disabled.");

    public static ResourceDocs All { get; } = new(
        "Operation",
        "Work that Ringback does for a source's messages: SQL statements on a connection (their effect happens exactly once), an HTTP request, or a message to an application (both at least once, with a key by which a second attempt is recognised). Every attempt is on record.",
        [
            new DescribedOperation("GET", Many, "operation.list", "List operations", "By default, the newest is first.")
            {
                Query = PageQuery.Parameters,
                Answer = ApiJson.Default.ListOutOperationOut,
            },
            new DescribedOperation("POST", Many, "operation.create", "Create an operation")
            {
                Body = OperationIn.Fields.Shape,
                Status = 201,
                Answer = ApiJson.Default.OperationOut,
                Refusals = [Taken, TooMany],
            },
            new DescribedOperation("GET", One, "operation.get", "Read an operation") { Answer = ApiJson.Default.OperationOut },
            new DescribedOperation("PUT", One, "operation.upsert", "Create or replace an operation", "This also replaces its headers. If the path has a uid that doesn't exist, a new operation with this uid is created.")
            {
                Body = OperationIn.Fields.Shape,
                OtherStatus = 201,
                Answer = ApiJson.Default.OperationOut,
                Refusals = [Taken, TooMany],
            },
            new DescribedOperation("PATCH", One, "operation.patch", "Change an operation", "To change what the operation does, replace it with PUT.")
            {
                Body = OperationPatch.Fields.Shape,
                Answer = ApiJson.Default.OperationOut,
            },
            new DescribedOperation("DELETE", One, "operation.delete", "Delete an operation", "Its runs stay on record.") { Status = 204 },
            new DescribedOperation(
                "GET", "/api/v1/connection", "connection.list", "List the databases that operations may use",
                "The connections in the server's settings that the organisation may use, with the state of each. Their addresses aren't shown.")
            {
                Answer = ApiJson.Default.ListOutConnectionOut,
            },
            new DescribedOperation("GET", Source + "/run", "run.list", "List the runs of a source's operations", "By default, the newest event is first. All runs of an event are on one page.")
            {
                Query =
                [
                    .. PageQuery.Parameters, RunResource.OfOperation,
                    RunResource.OfEvent,
                    RunResource.Status, HistoryFilters.Before, HistoryFilters.After,
                ],
                Answer = ApiJson.Default.ListOutRunOut,
            },
            new DescribedOperation("GET", One + "/run", "run.list-by-operation", "List the runs of an operation", "By default, the newest event is first.")
            {
                Query = [.. PageQuery.Parameters, RunResource.OfEvent, RunResource.Status, HistoryFilters.Before, HistoryFilters.After],
                Answer = ApiJson.Default.ListOutRunOut,
            },
            new DescribedOperation("GET", One + "/run/{msg_id}", "run.get", "Read a run with its attempts", "The newest 250 attempts, or as many as have 4 MiB together; `done` is false if there are older ones.") { Answer = ApiJson.Default.RunDetailOut },
            new DescribedOperation(
                "POST", One + "/replay", "operation.replay", "Repeat failed runs, or run on events that the operation never ran on",
                "The runs are counted first, up to 10,000; a dry run ends there. The answer is the background task that repeats them.")
            {
                Body = OperationReplayIn.Fields.Shape,
                Status = 202,
                OtherStatus = 200,
                Answer = ApiJson.Default.OperationReplayOut,
                Refusals = [Disabled],
            },
            new DescribedOperation(
                "POST", Source + "/event/{msg_id}/operation/{operation_id}/replay", "run.replay", "Repeat the run of an operation on an event",
                "The run has all its retries. A run that succeeded isn't repeated (200) unless it is forced; that is a new run, whose effect happens in addition.")
            {
                Body = RunReplayIn.Shape,
                BodyOptional = true,
                Status = 202,
                OtherStatus = 200,
                Answer = ApiJson.Default.RunReplayOut,
                Refusals = [Disabled, new DescribedRefusal(400, "missing_payload", "The payload was removed."), new DescribedRefusal(409, "conflict", "The run is in flight and can't be forced now.")],
            },
        ]);
}

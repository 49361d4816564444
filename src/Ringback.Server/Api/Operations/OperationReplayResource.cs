using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Jobs;
using Ringback.Core.Record;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Messages;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Tasks;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Operations;

/// <summary>Running again: one event's run, all that failed since a time, or all events of a time that an operation never ran on.</summary>
internal sealed class OperationReplayResource(RingbackNode node, IMessageHistory messages, IRunHistory runs, IHistoryEditor editor, IJobStore jobs)
{
    /// <value>How far a preview counts.</value>
    private const int MostCounted = 10_000;

    private static readonly ApiError Disabled = ApiError.Bad("The operation is disabled. Enable it first.");

    private readonly TaskStart _tasks = new(node, jobs);

    private long Now => node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Map(ApiRoutes routes, string source, string operation)
    {
        routes.Post(operation + "/replay", Access.Organisation, ManyAsync);
        routes.Post(source + "/event/{msg_id}/operation/{operation_id}/replay", Access.Organisation, OneAsync);
    }

    private async ValueTask<ApiResult> ManyAsync(ApiContext context)
    {
        var input = await context.ReadAsync(OperationReplayIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        if (context.Operation(node.Catalog) is not { } operation) return ApiError.NotFound;
        var (given, until) = (input.Value, input.Value.Until ?? Now);
        DeliveryState? state = given.Status switch { "fail" => DeliveryState.Fail, "canceled" => DeliveryState.Canceled, _ => null };
        var isMissing = given.Status == OperationReplayIn.Missing;
        var (count, more) = isMissing ? await runs.CountMissingAsync(operation, given.Since, until, MostCounted) : await FailedAsync();
        if (given.DryRun) return Answer(null);
        if (operation.Disabled) return Disabled;
        return await _tasks.RunAsync(context, key, isMissing ? JobKind.ReplayMissing : state is null ? JobKind.Recover : JobKind.BulkReplay, draft =>
        {
            var source = context.Source(draft.Catalog).OrNotFound();
            _ = context.Operation(draft.Catalog).OrNotFound();
            return new TaskSubject(source, state is null
                ? JobArguments.Serialize(new ReplayArguments(operation.Id, given.Since, until))
                : JobArguments.Serialize(new BulkReplayArguments(operation.Id, given.Since, until, State: state)));
        }, job => Answer(TaskOut.FromJob(job)));

        async ValueTask<(long Count, bool More)> FailedAsync()
        {
            var counted = await runs.CountFailedAsync(operation.Id, state, given.Since, until, MostCounted + 1);
            return (Math.Min(counted, MostCounted), counted > MostCounted);
        }

        ApiResult Answer(TaskOut? task) => task is null
            ? ApiResult.Ok(new OperationReplayOut(count, more, null), ApiJson.Default.OperationReplayOut)
            : ApiResult.Accepted(new OperationReplayOut(count, more, task), ApiJson.Default.OperationReplayOut);
    }

    private async ValueTask<ApiResult> OneAsync(ApiContext context)
    {
        var input = await context.ReadAsync(RunReplayIn.Read, optional: true);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        if (context.Source(node.Catalog) is not { } source || context.Operation(node.Catalog) is not { } operation
            || await messages.FindAsync(source.Id, context.Route(PathParts.Message), withPayload: true) is not { } message) return ApiError.NotFound;
        if (message.Payload is null || MessageView.IsExpired(message, Now)) return ApiError.Bad("The payload of the message was removed.", "missing_payload");
        if (operation.Disabled) return Disabled;
        return await editor.ReplayAsync(key, message, operation.Id, input.Value.Force) switch
        {
            ReplayStatus.KeyReused => ApiError.KeyReused,
            ReplayStatus.Succeeded => ApiResult.Ok(new RunReplayOut("succeeded"), ApiJson.Default.RunReplayOut),
            ReplayStatus.UnderWay when input.Value.Force => ApiError.Conflict("The operation is already running on this event. Send the request again when the run has ended."),
            ReplayStatus.UnderWay => ApiResult.Accepted(new RunReplayOut("underWay"), ApiJson.Default.RunReplayOut),
            _ => ApiResult.Accepted(new RunReplayOut("started"), ApiJson.Default.RunReplayOut),
        };
    }
}

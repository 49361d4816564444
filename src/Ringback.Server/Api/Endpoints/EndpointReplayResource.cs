using Ringback.Core.Jobs;
using Ringback.Core.Record;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Tasks;
using Ringback.Server.Auth;
using Ringback.Server.Node;
using Endpoint = Ringback.Core.Catalog.Endpoint;

namespace Ringback.Server.Api.Endpoints;

/// <summary>
/// <c>…/recover</c> (what failed), <c>…/replay-missing</c> (what was never sent) and <c>…/bulk-replay</c> (whatever a filter
/// matches): each starts a background task in the commit that answers.
/// </summary>
internal sealed class EndpointReplayResource(RingbackNode node, IJobStore jobs)
{
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromDays(14);

    private readonly TaskStart _tasks = new(node, jobs);

    public void Map(ApiRoutes routes, string one)
    {
        routes.Post(one + "/recover", Access.Application, RecoverAsync, Capability.CreateAttempts);
        routes.Post(one + "/replay-missing", Access.Application, ReplayMissingAsync, Capability.CreateAttempts);
        routes.Post(one + "/bulk-replay", Access.Application, BulkReplayAsync, Capability.CreateAttempts);
    }

    private async ValueTask<ApiResult> RecoverAsync(ApiContext context)
    {
        var now = Now;
        var input = await context.ReadAsync(fields =>
        {
            var span = SpanIn.Read(fields);
            if (span.Since > 0 && span.Since < now - (long)LongestRecovery.TotalMilliseconds)
                fields.Add("since", $"must not be more than {LongestRecovery.Days} days ago");
            return span;
        });
        return await StartAsync(context, input, JobKind.Recover, (span, endpoint) =>
            JobArguments.Serialize(new ReplayArguments(endpoint.Id, span.Since, Until(span, now))));
    }

    private async ValueTask<ApiResult> ReplayMissingAsync(ApiContext context)
    {
        var now = Now;
        return await StartAsync(context, await context.ReadAsync(SpanIn.Read), JobKind.ReplayMissing, (span, endpoint) =>
            JobArguments.Serialize(new ReplayArguments(endpoint.Id, span.Since, Until(span, now))));
    }

    private async ValueTask<ApiResult> BulkReplayAsync(ApiContext context)
    {
        var now = Now;
        return await StartAsync(context, await context.ReadAsync(BulkReplayIn.Read), JobKind.BulkReplay, (input, endpoint) =>
            JobArguments.Serialize(new BulkReplayArguments(
                endpoint.Id, input.Span.Since, Until(input.Span, now), input.EventTypes, input.Channel, input.Tag,
                (DeliveryState?)input.Status, input.StatusCodeClass)));
    }

    private async ValueTask<ApiResult> StartAsync<T>(ApiContext context, Input<T> input, JobKind kind, Func<T, Endpoint, string> arguments)
    {
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        return await _tasks.RunAsync(context, key, kind, draft =>
        {
            var application = context.Application(draft.Catalog).OrNotFound();
            var endpoint = context.Endpoint(draft.Catalog, application).OrNotFound();
            // What is sent to it now would only be canceled.
            if (endpoint.Disabled) throw new RefusedException(ApiError.Bad("The endpoint is disabled. Enable it first."));
            return new TaskSubject(application, arguments(input.Value, endpoint));
        }, static job => ApiResult.Accepted(TaskOut.FromJob(job), ApiJson.Default.TaskOut));
    }

    private long Now => node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Left open, the span ends with this millisecond, so that a task doesn't run after what comes while it does.</summary>
    private static long Until(SpanIn span, long now) => Math.Min(span.Until ?? long.MaxValue, now + 1);
}

using Ringback.Core.Catalog;
using Ringback.Core.Jobs;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Tasks;

/// <summary><c>/stats/usage</c> and expunging all of an application: tasks over many messages.</summary>
internal sealed class UsageResource(RingbackNode node, IJobStore jobs)
{
    private readonly TaskStart _tasks = new(node, jobs);

    public void Map(ApiRoutes routes)
    {
        routes.Post("/api/v1/stats/usage/app", Access.Organisation, OfApplicationsAsync);
        routes.Put("/api/v1/stats/usage/event-types", Access.Organisation, context =>
            _tasks.RunAsync(context, null, JobKind.EventTypeStats, static _ => new TaskSubject(null), Started));
        routes.Post("/api/v1/app/{app_id}/msg/expunge-all-contents", Access.Organisation, ExpungeAllAsync);
    }

    private async ValueTask<ApiResult> OfApplicationsAsync(ApiContext context)
    {
        var input = await context.ReadAsync(AppUsageStatsIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;

        var wanted = input.Value;
        var found = wanted.AppIds?.ToDictionary(static name => name, name => Find(context, name), StringComparer.Ordinal);
        string[] unresolved = [.. found?.Where(static pair => pair.Value is null).Select(static pair => pair.Key) ?? []];
        int[]? ids = found is null ? null : [.. found.Values.OfType<Application>().Select(static application => application.Id)];
        return await _tasks.RunAsync(
            context, key, JobKind.ApplicationStats,
            _ => new TaskSubject(null, JobArguments.Serialize(new StatsArguments(wanted.Since, wanted.Until, ids))),
            job => ApiResult.Accepted(AppUsageStatsOut.OfJob(job, unresolved), ApiJson.Default.AppUsageStatsOut));
    }

    private async ValueTask<ApiResult> ExpungeAllAsync(ApiContext context)
    {
        var body = await context.ReadBytesAsync();
        if (body.Failed(out var error)) return error;
        if (!context.TryKey(body.Value.Span, out var key, out error)) return error;
        return await _tasks.RunAsync(
            context, key, JobKind.ExpungeAll, draft => new TaskSubject(context.Application(draft.Catalog).OrNotFound()), Started);
    }

    private static ApiResult Started(Job job) => ApiResult.Accepted(TaskOut.FromJob(job), ApiJson.Default.TaskOut);

    private Application? Find(ApiContext context, string name) => context.Application(node.Catalog, name);
}

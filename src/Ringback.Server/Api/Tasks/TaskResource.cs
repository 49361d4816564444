using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Paging;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;
using Ringback.Server.Node;
using static Ringback.Server.Api.Inputs.QueryParameters;

namespace Ringback.Server.Api.Tasks;

/// <summary><c>/background-task</c>: how long work that was asked for gets on.</summary>
internal sealed class TaskResource(RingbackNode node, IJobStore jobs)
{
    private const string Many = "/api/v1/background-task";

    private static readonly string[] Statuses = ["running", "finished", "failed"];

    /// <value>By the API's names. Those of kinds that Ringback has no need of match nothing.</value>
    private static readonly (string Name, JobKind? Kind)[] Kinds =
    [
        .. Enum.GetValues<JobKind>().Where(kind => kind != JobKind.FanOut).Select(kind => (TaskNames.NameOf(kind), (JobKind?)kind)),
        ("message.broadcast", null),
        ("sdk.generate", null),
    ];

    public static readonly QueryParameter<int?> Status = Choice("status", "Returns only tasks with this status.", Statuses);
    public static readonly QueryParameter<int?> Kind =
        Choice("task", "Returns only tasks of this kind; Ringback never creates tasks of the last two kinds.", [.. Kinds.Select(static kind => kind.Name)]);

    private readonly TaskStart _tasks = new(node, jobs);

    public void Map(ApiRoutes routes)
    {
        routes.GetPage(Many, Access.Organisation, ListAsync);
        routes.Get(Many + "/{task_id}", Access.Organisation, async context => await _tasks.FindAsync(context, context.Route(PathParts.Task)) is { } job
            ? ApiResult.Ok(BackgroundTaskOut.OfJob(job), ApiJson.Default.BackgroundTaskOut)
            : ApiError.NotFound);
    }

    private async ValueTask<ApiResult> ListAsync(ApiContext context)
    {
        var query = context.Query;
        var page = PageQuery.Read(query);
        var request = page.ToRequest(IdPrefix.Task, query);
        var status = (JobStatus?)Status.Read(query);
        var kind = Kind.Read(query);
        if (query.Errors.Failed(out var error)) return error;

        var unknown = kind is { } index && Kinds[index].Kind is null;
        var list = unknown || context.Organisation(node.Catalog) is not { } organisation
            ? new HistoryPage<Job>([], null, null, true)
            : await jobs.ListAsync(organisation.Id, kind is { } known ? Kinds[known].Kind : null, status, request);
        return ApiResult.Ok(list.ToList(page, IdPrefix.Task, BackgroundTaskOut.OfJob), ApiJson.Default.ListOutBackgroundTaskOut);
    }
}

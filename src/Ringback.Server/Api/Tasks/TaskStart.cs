using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Server.Api.Http;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Tasks;

/// <summary>Starts background tasks, each in the commit that answers.</summary>
internal sealed class TaskStart(RingbackNode node, IJobStore jobs)
{
    /// <param name="context">The request.</param>
    /// <param name="key">Of the request: when it is on record, the answer is that of the first one.</param>
    /// <param name="kind">Of the task.</param>
    /// <param name="describe">Looks up what the task is about; may refuse it.</param>
    /// <param name="answer">Shows it, as it was when it began.</param>
    public ValueTask<ApiResult> RunAsync(
        ApiContext context, IdempotencyKey? key, JobKind kind, Func<CatalogDraft, TaskSubject> describe, Func<Job, ApiResult> answer)
    {
        var (id, now) = (node.Ids.Next(), node.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        Job? started = null;
        return node.CatalogStore.RunAsync(key, draft =>
        {
            var subject = describe(draft);
            started = new Job
            {
                Id = id,
                Kind = kind,
                OrganisationId = draft.Organisation(context.Credential.OrgId).Id,
                ApplicationId = subject.Application?.Id ?? 0,
                Arguments = subject.Arguments,
                CreatedAt = now,
                UpdatedAt = now,
            };
            draft.Start(started);
            return started.PublicId;
        }, async reference => (started ?? await FindAsync(context, reference)) is { } job
            ? answer(job with { Status = JobStatus.Running, UpdatedAt = job.CreatedAt })
            : ApiError.NotFound);
    }

    /// <summary>The organisation's task with this id, or null.</summary>
    public async ValueTask<Job?> FindAsync(ApiContext context, string? id) =>
        context.Organisation(node.Catalog) is { } organisation && Ksuid.TryParse(id, IdPrefix.Task, out var ksuid)
            ? await jobs.FindAsync(organisation.Id, ksuid)
            : null;
}

/// <summary>What a task is about.</summary>
/// <param name="Application">Null: the whole organisation.</param>
/// <param name="Arguments">JSON of the kind's own shape.</param>
internal readonly record struct TaskSubject(Application? Application, string Arguments = "{}");

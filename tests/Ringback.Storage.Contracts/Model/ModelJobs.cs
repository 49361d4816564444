using System.Globalization;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts.Model;

/// <summary>A job does what it is for once, in steps of any size. Here each but a fan-out takes one.</summary>
internal sealed class ModelJobs(ModelState state, ModelAccept accept, ModelEditor editor, ModelRetention retain) : IJobStore
{
    /// <value>Of a step of a fan-out.</value>
    private const int Destinations = 500;

    public ValueTask<IReadOnlyList<Job>> RunningAsync(int limit) => state.Look<IReadOnlyList<Job>>(() =>
        [.. state.Jobs.Where(static job => job.Status == JobStatus.Running).Take(limit)]);

    public ValueTask<Job> StepAsync(Job job) => Change(job, current =>
    {
        // Given twice, a step is taken once.
        if (current.Cursor != job.Cursor)
            return current;
        return current.Kind switch
        {
            JobKind.FanOut => Expand(current),
            JobKind.Recover or JobKind.ReplayMissing or JobKind.BulkReplay => Finished(current, new { messagesSent = Replay(current) }),
            JobKind.ExpungeAll => Finished(current, new { messagesPurged = ExpungeAll(current) }),
            JobKind.ApplicationStats => Finished(current, new { appStats = ApplicationStats(current) }),
            JobKind.EventTypeStats => Finished(current, new { event_types = EventTypeStats(current) }),
            _ => throw new ArgumentException($"There is no job of kind {current.Kind}.", nameof(job)),
        };
    });

    public async ValueTask FailAsync(Job job, string reason) =>
        await Change(job, current => Finished(current, new { error = reason }) with { Status = JobStatus.Failed });

    public ValueTask<bool> RetainAsync(long now) => state.Do(() =>
    {
        // What has been direct for long gets a row.
        state.Work.Change(
            work => work.Direct is not null && state.Message(work.Seq)?.AcceptedAt < now - DirectDeliveries.Patience, static work => work with { Direct = null });
        return retain.Drop(now);
    });

    public ValueTask<Job?> FindAsync(int organisation, Ksuid id) =>
        state.Look(() => state.Jobs.Find(job => job.Id == id && job.OrganisationId == organisation && job.Kind != JobKind.FanOut));

    public ValueTask<HistoryPage<Job>> ListAsync(int organisation, JobKind? kind, JobStatus? status, PageRequest page) => state.Look(() => ModelPages.Of(
        state.Jobs.Where(job => job.OrganisationId == organisation && job.Kind != JobKind.FanOut && (kind ?? job.Kind) == job.Kind && (status ?? job.Status) == job.Status)
            .OrderBy(static job => job.Id).Select(static job => new ListRow<Job>(0, job.Id, Matches: true, () => job)),
        page, static _ => null, static job => PageRequest.RowBytes + job.Result.Length));

    private ValueTask<Job> Change(Job job, Func<Job, Job> change) => state.Do(() =>
    {
        if (state.Jobs.Find(other => other.Key == job.Key) is not { Status: JobStatus.Running } current)
            return state.Jobs.Find(other => other.Key == job.Key) ?? job with { Status = JobStatus.Finished };
        var next = change(current) with { UpdatedAt = state.Now };
        state.Jobs.Change(other => other.Key == job.Key, _ => next);
        // A fan-out that is done is of no interest to anyone: its deliveries are on record.
        state.Jobs.RemoveAll(static done => done is { Kind: JobKind.FanOut, Status: JobStatus.Finished });
        return next;
    });

    /// <summary>The next destinations of a message, after all of those before it in its application.</summary>
    private Job Expand(Job job)
    {
        if (state.Jobs.Find(other => other is { Kind: JobKind.FanOut, Status: JobStatus.Running } && other.ApplicationId == job.ApplicationId)!.Key != job.Key)
            return job;
        if (state.Message(long.Parse(job.Arguments, CultureInfo.InvariantCulture)) is not { } message || state.Catalog.Application(job.ApplicationId) is null)
            return job with { Status = JobStatus.Finished };
        var takers = accept.Takers(message, (int)job.Cursor).Take(Destinations + 1).ToList();
        var now = takers.Take(Destinations).ToList();
        accept.AddWork(message, accept.Meet(message, now), mayBeDirect: false);
        return takers.Count > Destinations ? job with { Cursor = now[^1] } : job with { Status = JobStatus.Finished };
    }

    /// <summary>
    /// Recover: what failed or was canceled is work again, and history no more. Missing: what the endpoint takes and never got. Bulk: what
    /// matches of all that ended, whose outcome is brought up to date. Always only what has its payload.
    /// </summary>
    private long Replay(Job job)
    {
        var all = job.Kind == JobKind.BulkReplay ? JobArguments.BulkReplay(job) : Of(JobArguments.Replay(job));
        if (state.Catalog.Destination(all.Endpoint) is not { } endpoint)
            return 0;
        var messages = job.Kind == JobKind.ReplayMissing
            ? ModelRuns.Missing(state, accept, endpoint, all.Since, all.Until).ToList()
            : state.Messages.FindAll(message => IsMeant(job.Kind, all, message));
        var added = 0;
        foreach (var message in messages)
        {
            if (job.Kind == JobKind.Recover)
                state.Deliveries.RemoveAll(delivery => delivery.Seq == message.Seq && delivery.Endpoint == endpoint.Id);
            if (state.Work.Exists(work => work.Seq == message.Seq && work.Endpoint == endpoint.Id))
                continue;
            state.Work.Add(new WorkRow(endpoint.Id, message.Seq, null, Run: state.RunOf(endpoint.Id, message.Seq)));
            added++;
        }

        if (added > 0)
            state.Tell(() => state.Intake.Parked(endpoint.Id));
        return added;
    }

    private bool IsMeant(JobKind kind, BulkReplayArguments all, Message message) =>
        message.Payload is not null && message.AcceptedAt >= all.Since && message.AcceptedAt < all.Until
        && (all.EventTypes is null || all.EventTypes.Contains(message.EventType))
        && (all.Channel is null || message.Channels?.Contains(all.Channel) == true)
        && (all.Tag is null || message.Tags?.Contains(all.Tag) == true)
        && (all.StatusCodeClass is null || state.Attempts.Exists(attempt =>
            attempt.Seq == message.Seq && attempt.Endpoint == all.Endpoint && attempt.Attempt.StatusCode / 100 == all.StatusCodeClass / 100))
        && state.Deliveries.Exists(delivery =>
            delivery.Seq == message.Seq && delivery.Endpoint == all.Endpoint && (all.State ?? delivery.State) == delivery.State
            && (kind == JobKind.BulkReplay || delivery.State != DeliveryState.Success));

    private int ExpungeAll(Job job)
    {
        var meant = state.Messages.FindAll(message => message.ApplicationId == job.ApplicationId && message.Payload is not null && message.AcceptedAt <= job.CreatedAt);
        meant.ForEach(message => editor.Expunge(message.Seq));
        return meant.Count;
    }

    /// <summary>To how many endpoints that are there the messages of a time went or go.</summary>
    private IEnumerable<object> ApplicationStats(Job job)
    {
        var arguments = JobArguments.Stats(job);
        var messages = state.Messages.Where(message => message.AcceptedAt >= arguments.Since && message.AcceptedAt < arguments.Until).Select(static message => message.Seq).ToHashSet();
        return Applications(job).Where(application => arguments.Applications?.Contains(application.Id) != false).Select(application => new
        {
            appId = application.PublicId,
            appUid = application.Uid,
            messageDestinations = state.Deliveries.Select(static delivery => (delivery.Seq, delivery.Endpoint))
                .Union(state.Work.Select(static work => (work.Seq, work.Endpoint)))
                .Count(pair => messages.Contains(pair.Seq) && state.Catalog.Endpoint(pair.Endpoint)?.ApplicationId == application.Id),
        });
    }

    private IEnumerable<object> EventTypeStats(Job job) => Applications(job).Select(application =>
    {
        var endpoints = state.Catalog.EndpointsOf(application.Id).Page(0, int.MaxValue, descending: false).Select(state.Catalog.Endpoint).OfType<Endpoint>().ToList();
        return new
        {
            appId = application.PublicId,
            explicitlySubscribedEventTypes = endpoints.SelectMany(static endpoint => endpoint.EventTypes ?? []).Distinct().Order(StringComparer.Ordinal),
            hasCatchAllEndpoint = endpoints.Exists(static endpoint => endpoint.EventTypes is null),
        };
    });

    private CustomerApplication[] Applications(Job job) =>
        state.Catalog.Organisation(job.OrganisationId) is { } organisation ? state.Catalog.CustomerApplications(organisation) : [];

    private static Job Finished<TResult>(Job job, TResult result) =>
        job with { Status = JobStatus.Finished, Result = JsonSerializer.Serialize(result) };

    private static BulkReplayArguments Of(ReplayArguments arguments) => new(arguments.Endpoint, arguments.Since, arguments.Until);
}

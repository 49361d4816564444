using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Core.Route;

namespace Ringback.Core.Jobs;

/// <summary>The rule of what a replay selects: messages of one destination, with their payload still there.</summary>
internal sealed record ReplaySelection
{
    /// <value>Of a count of what is missing, each like one of its replay.</value>
    public const int MostCountSteps = 30;

    private RouteConditions? _conditions;

    public required Destination Destination { get; init; }

    /// <value>Those that the endpoint takes and that it never got: neither ended nor unfinished there. Else those whose delivery to it has ended.</value>
    public bool IsMissing { get; init; }

    public required MessageFilter Messages { get; init; }

    /// <value>Any of these; null: any message. Of what is missing only.</value>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <value>Only what didn't succeed.</value>
    public bool FailedOnly { get; init; }

    /// <value>Only what ended so.</value>
    public DeliveryState? State { get; init; }

    /// <value>Only what had an answer of this class: 0, 100, 200, 300, 400 or 500.</value>
    public int? StatusCodeClass { get; init; }

    /// <value>Whether <see cref="Takes"/> has to look into each payload.</value>
    public bool LooksIntoPayload => IsMissing && Destination is SourceOperation { Definition.Conditions.Count: > 0 };

    /// <summary>What a job selects; null when its endpoint is gone.</summary>
    public static ReplaySelection? FromJob(Job job, Catalog.Catalog catalog)
    {
        if (job.Kind == JobKind.BulkReplay)
        {
            var bulk = JobArguments.BulkReplay(job);
            return catalog.Destination(bulk.Endpoint) is { } its
                ? new ReplaySelection
                {
                    Destination = its,
                    Messages = new MessageFilter
                    {
                        EventTypes = bulk.EventTypes,
                        Channel = bulk.Channel,
                        Tag = bulk.Tag,
                        After = bulk.Since,
                        Before = bulk.Until,
                    },
                    FailedOnly = bulk.State is { } state && state != DeliveryState.Success,
                    State = bulk.State,
                    StatusCodeClass = bulk.StatusCodeClass,
                }
                : null;
        }

        var arguments = JobArguments.Replay(job);
        if (catalog.Destination(arguments.Endpoint) is not { } destination)
            return null;
        return job.Kind == JobKind.ReplayMissing
            ? Missing(destination, arguments.Since, arguments.Until)
            : new ReplaySelection
            {
                Destination = destination,
                Messages = new MessageFilter { After = arguments.Since, Before = arguments.Until },
                FailedOnly = true,
            };
    }

    /// <summary>Messages accepted in [since, until) that the endpoint takes, by its filters as they are now, and never got.</summary>
    public static ReplaySelection Missing(Destination destination, long since, long until) => new()
    {
        Destination = destination,
        IsMissing = true,
        Messages = new MessageFilter
        {
            After = since,
            Before = until,
            // Filters may be written as the provider writes them.
            EventTypes = destination.EventTypes?.Select(static name => EventTypeName.Normalize(name, name)).ToList(),
        },
        Channels = destination.Channels,
    };

    /// <summary>The next messages behind a cursor.</summary>
    public ReplayPlan Plan(IReplayReads reads, DirectDeliveries direct, long cursor)
    {
        // Before the first look at the database: what isn't direct any more then has a row in it.
        var open = IsMissing ? direct.OfEndpoint(Destination.Id).ToHashSet() : [];
        var found = IsMissing ? reads.FindMissing(this, cursor, ReplayPlan.Most) : reads.FindEnded(this, cursor, ReplayPlan.Most);
        IReadOnlyList<long> seqs = open.Count == 0 && !LooksIntoPayload ? found.Seqs : [.. found.Seqs.Where(seq => !open.Contains(seq) && Takes(reads, seq))];
        return new ReplayPlan(Destination.Id, seqs, found.Cursor, found.Done);
    }

    /// <summary>How many messages are selected, in a bounded number of steps.</summary>
    /// <returns>So many, <paramref name="most"/> at most, and whether there are or may be more.</returns>
    public (long Count, bool More) CountUpTo(int most, IReplayReads reads, DirectDeliveries direct)
    {
        var (count, cursor) = (0L, 0L);
        for (var steps = 0; steps < MostCountSteps; steps++)
        {
            var step = Plan(reads, direct, cursor);
            (count, cursor) = (count + step.Seqs.Count, step.Cursor);
            if (count > most || step.Done)
                return (Math.Min(count, most), count > most);
        }

        return (count, true);
    }

    private bool Takes(IReplayReads reads, long seq) => !LooksIntoPayload || (reads.FindMessage(seq) is { } message && Takes(message));

    /// <summary>Whether a message that meets the filters meets the operation's conditions too.</summary>
    public bool Takes(Message message)
    {
        if (Destination is not SourceOperation operation)
            return true;
        var matches = new List<int>(1) { operation.Id };
        (_conditions ??= new RouteConditions([operation])).Filter(message, matches, 0);
        return matches.Count > 0;
    }
}

/// <summary>The next messages that an endpoint is to get again, or for the first time.</summary>
/// <param name="Endpoint">Who gets them.</param>
/// <param name="Seqs">In order.</param>
/// <param name="Cursor">The last seq looked at.</param>
/// <param name="Done">Nothing lies behind it.</param>
internal sealed record ReplayPlan(int Endpoint, IReadOnlyList<long> Seqs, long Cursor, bool Done)
{
    /// <value>Messages of one step.</value>
    public const int Most = 500;
}

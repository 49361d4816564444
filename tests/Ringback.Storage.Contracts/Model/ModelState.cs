using Ringback.Core.Access;
using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;
using Ringback.Core.Route;

namespace Ringback.Storage.Contracts.Model;

/// <summary>
/// What a store keeps, as plain lists: the specification by which every store is judged. One step at a time, as a whole or not at all;
/// who is told of it is told after it.
/// </summary>
internal sealed class ModelState
{
    private readonly Lock _gate = new();
    private readonly List<Action> _told = [];
    private readonly TimeProvider _clock;

    public ModelState(TimeProvider clock, TimeSpan retention)
    {
        (_clock, Retention, Ids, Routes) = (clock, retention, new IdSource(clock), new RouteTable(Catalog));
    }

    public TimeSpan Retention { get; }

    public long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    public IdSource Ids { get; }

    public Catalog Catalog { get; } = new();

    public RouteTable Routes { get; }

    public IDeliveryIntake Intake { get; set; } = new RecordingIntake();

    public Action JobAdded { get; set; } = static () => { };

    public Action<long> ExpectationDue { get; set; } = static _ => { };

    public Action SourceChanged { get; set; } = static () => { };

    /// <value>In the order of commit.</value>
    public Rows<Message> Messages { get; } = [];

    public Rows<KeyRow> Keys { get; } = [];

    public Rows<EventIdRow> EventIds { get; } = [];

    public Rows<RequestRow> Requests { get; } = [];

    public Rows<DuplicateRow> Duplicates { get; } = [];

    public Rows<WorkRow> Work { get; } = [];

    public Rows<DeliveryRow> Deliveries { get; } = [];

    public Rows<EndRow> Ends { get; } = [];

    /// <value>In the order in which they were recorded.</value>
    public Rows<AttemptRow> Attempts { get; } = [];

    public Rows<ForcedRow> Forced { get; } = [];

    public Rows<FailingRow> Failing { get; } = [];

    /// <value>In the order of creation.</value>
    public Rows<Job> Jobs { get; } = [];

    /// <value>In the order of creation.</value>
    public Rows<Expectation> Expectations { get; } = [];

    public Rows<PollRow> Polls { get; } = [];

    public Rows<WatchRow> Watched { get; } = [];

    public Rows<FiredRow> Fired { get; } = [];

    public Rows<RefusedRequest> Refused { get; } = [];

    public Rows<RefusedCount> RefusedCounts { get; } = [];

    public Rows<CursorRow> Cursors { get; } = [];

    public Rows<GoneRow> Gone { get; } = [];

    /// <value>A URL's number is its place, from 1.</value>
    public Rows<string> Urls { get; } = [];

    public Revocations Revocations { get; } = new();

    public Sequences Next { get; } = new();

    private IRows[] All =>
    [
        Messages, Keys, EventIds, Requests, Duplicates, Work, Deliveries, Ends, Attempts, Forced, Failing, Jobs, Expectations, Polls, Watched, Fired,
        Refused, RefusedCounts, Cursors, Gone, Urls,
    ];

    public Message? Message(long seq) => Messages.Find(message => message.Seq == seq);

    /// <summary>What is on record for a key, unless it has expired.</summary>
    public KeyRow? Key(UInt128 hash) => Keys.Find(key => key.Hash == hash && key.Expires > Now);

    /// <summary>Keeps a key, in the place of one that has expired.</summary>
    public void Keep(KeyRow key)
    {
        Keys.RemoveAll(other => other.Hash == key.Hash);
        Keys.Add(key);
    }

    /// <summary>The public id of an endpoint, of a deleted one too.</summary>
    public Ksuid NameOf(int endpoint) => Catalog.Destination(endpoint)?.Ksuid ?? Gone.Find(gone => gone.Endpoint == endpoint)?.Id ?? default;

    /// <summary>The run with which an operation's work on a message begins that nobody forces.</summary>
    public long RunOf(int operation, long seq) => Forced.Find(forced => forced.Operation == operation && forced.Seq == seq)?.Run ?? 0;

    /// <summary>Reads, while nothing is written.</summary>
    public ValueTask<TResult> Look<TResult>(Func<TResult> read)
    {
        lock (_gate)
            return new(read());
    }

    /// <summary>Takes a step; when it throws, nothing of it stays, and nobody hears of it.</summary>
    public ValueTask<TResult> Do<TResult>(Func<TResult> step)
    {
        lock (_gate)
        {
            var undo = All.Select(static rows => rows.Remember()).ToList();
            try
            {
                var result = step();
                _told.ForEach(static tell => tell());
                return new(result);
            }
            catch (Exception error)
            {
                undo.ForEach(static back => back());
                return ValueTask.FromException<TResult>(error);
            }
            finally
            {
                _told.Clear();
            }
        }
    }

    /// <summary>Has somebody told once the step under way is done.</summary>
    public void Tell(Action tell) => _told.Add(tell);
}

/// <summary>Numbers that are given out once: a step that throws loses them.</summary>
internal sealed class Sequences
{
    private const int FirstOperation = 1_000_000;

    private long _last;
    private long _lastAttempt;

    /// <value>Of messages: those of one request follow each other.</value>
    public long Seq { get; set; } = 1;

    /// <summary>The place of an attempt behind all.</summary>
    public long Attempt() => _lastAttempt = AttemptPlace.Behind(Seq, _lastAttempt);

    public int Application { get; set; } = 1;

    public int Endpoint { get; set; } = 1;

    public int Operation { get; set; } = FirstOperation;

    /// <summary>Whether an id was given to an operation, or would be: history holds ids of what was deleted, too.</summary>
    public static bool IsOperation(int id) => id >= FirstOperation;

    /// <summary>One of anything else, larger than all before.</summary>
    public long Other() => ++_last;
}

using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Configure;
using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Receive;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;
using Ringback.Core.Route;
using Ringback.Storage.Relational.Accept;
using Ringback.Storage.Relational.Catalogs;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Deliver;
using Ringback.Storage.Relational.History;
using Ringback.Storage.Relational.Jobs;
using Ringback.Storage.Relational.Receive;
using Ringback.Storage.Relational.Reconcile;
using Ringback.Storage.Relational.Record;
using Ringback.Storage.Relational.Sealing;

namespace Ringback.Storage.Relational.Writing;

/// <summary>What the writer's thread works with: its connection, the catalog it alone changes, and the sequences it gives out.</summary>
internal sealed class WriteSession : IWriteBatch
{
    // Of the batch under way; emptied by its end.
    private readonly List<Action> _undo = [];
    private readonly List<Action> _after = [];
    private readonly MessageSequence _messages;

    public WriteSession(Database database, MessageKeys keys, Catalog catalog, RouteTable routes, TimeProvider clock, IdSource ids, SealedTexts texts)
    {
        (Database, Keys, Catalog, Routes, Clock, Ids, Texts) = (database, keys, catalog, routes, clock, ids, texts);
        _messages = new MessageSequence(database, this);
        Direct = new DirectDeliveries(() => Listeners.Intake);
        DirectParking = new DirectParking(this, new DirectWork(database), Listeners, Direct, DirectWork.Oldest(database));
        Counts = new EndpointCounts(new EndpointCountRows(database));
        Payloads = new PayloadRows(database);
        var jobs = new JobRows(database);
        Jobs = jobs;
        MessageRows = new MessageRows(database, this, Listeners, keys, jobs, Counts, Direct, catalog, ids);
        var expectations = new ExpectationRows(database, this, Listeners, MessageRows, texts);
        Watches = new SourceWatches(this, expectations, catalog, expectations.Load());
        Expectations = new Expectations(this, expectations, Watches, catalog, ids);
        var fanOuts = new FanOuts(this, jobs.RunningFanOuts());
        Messages = new MessageAcceptance(this, MessageRows, catalog, routes, fanOuts, Expectations);
        Received = new ReceivedAcceptance(this, new ReceivedRows(database, keys), Expectations, Messages, catalog);
        ReceivedCommit = new ReceivedCommit(Listeners, catalog, new DuplicateCounts(new DuplicateRows(database)));
        Draft = new CatalogEditing(this, new CatalogRows(database, catalog, texts), Listeners, catalog, jobs, Watches, Messages);
        MadeEvents = new MadeEvents(this, Received, ReceivedCommit);
        Polls = new PollRecording(this, expectations, Expectations, Messages, MadeEvents);
        Occurrences = new OccurrenceRecording(new ScheduleRows(database), MadeEvents);
        JobSteps = new JobSteps(this, jobs);
        FanOut = new FanOut(this, jobs, MessageRows, Messages, fanOuts, catalog, routes);
        var outcomes = new OutcomeRows(database, this, Direct, Draft);
        Outcomes = new OutcomeRecording(this, outcomes, catalog, Messages);
        Replays = new ReplayRows(database, this, Listeners, Direct, outcomes.Sequence);
        JobWrites = new JobWrites(Replays, Payloads);
    }

    public Database Database { get; }

    public Catalog Catalog { get; }

    public RouteTable Routes { get; }

    public TimeProvider Clock { get; }

    public IdSource Ids { get; }

    /// <value>Seals what the file mustn't hold as it is.</value>
    public SealedTexts Texts { get; }

    public StoreListeners Listeners { get; } = new();

    /// <value>How deliveries ended, not yet in their table.</value>
    public EndpointCounts Counts { get; }

    public IPayloadRows Payloads { get; }

    public JobWrites JobWrites { get; }

    /// <value>Deliveries that have no row.</value>
    public DirectDeliveries Direct { get; }

    public DirectParking DirectParking { get; }

    public CatalogDraft Draft { get; }

    public IJobRows Jobs { get; }

    public MessageKeys Keys { get; }

    public MessageRows MessageRows { get; }

    public MessageAcceptance Messages { get; }

    public ReceivedAcceptance Received { get; }

    public ReceivedCommit ReceivedCommit { get; }

    public MadeEvents MadeEvents { get; }

    public SourceWatches Watches { get; }

    public Expectations Expectations { get; }

    public PollRecording Polls { get; }

    public OccurrenceRecording Occurrences { get; }

    public JobSteps JobSteps { get; }

    public FanOut FanOut { get; }

    public OutcomeRecording Outcomes { get; }

    public ReplayRows Replays { get; }

    public long NextSeq => _messages.Next;

    public long TakeSeq() => _messages.Take();

    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void OnUndo(Action undo) => _undo.Add(undo);

    public void AfterCommit(Action action) => _after.Add(action);

    public WriteMark Mark() => new(_undo.Count, _after.Count, Keys.Uncommitted, Direct.Uncommitted);

    public void UndoTo(WriteMark mark)
    {
        Keys.UndoTo(mark.Keys);
        Direct.UndoTo(mark.Direct);
        for (var i = _undo.Count - 1; i >= mark.Undo; i--)
            _undo[i]();
        _undo.RemoveRange(mark.Undo, _undo.Count - mark.Undo);
        _after.RemoveRange(mark.After, _after.Count - mark.After);
    }

    public List<Action>? TakeAfter(WriteMark mark)
    {
        if (_after.Count == mark.After)
            return null;
        var taken = _after[mark.After..];
        _after.RemoveRange(mark.After, taken.Count);
        return taken;
    }

    /// <summary>The last writes of a transaction: what has moved on too far to stay in memory alone.</summary>
    public void BeforeCommit()
    {
        _messages.BeforeCommit();
        DirectParking.KeepOldest();
    }

    public void Committed()
    {
        _undo.Clear();
        Direct.Committed();
        Keys.Committed(Now);
    }

    public void RolledBack()
    {
        UndoTo(default);
        Keys.RolledBack();
    }
}

/// <summary>How much a transaction had done when a part of it began.</summary>
internal readonly record struct WriteMark(int Undo, int After, int Keys, int Direct);

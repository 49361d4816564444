using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Route;
using Ringback.Storage.Sqlite.Accept;
using Ringback.Storage.Sqlite.Catalogs;
using Ringback.Storage.Sqlite.Receive;
using Ringback.Storage.Sqlite.Reconcile;
using Ringback.Storage.Sqlite.Record;

namespace Ringback.Storage.Sqlite.Connection;

/// <summary>What the writer's thread works with: its connection, the catalog it alone changes, and the sequences it gives out.</summary>
internal sealed class WriteSession
{
    private readonly List<Action> _undo = [];
    private readonly List<Action> _after = [];

    public WriteSession(Database database, Catalog catalog, RouteTable routes, KeyWindow keys, TimeProvider clock, IdSource ids, SealedTexts texts)
    {
        (Database, Catalog, Routes, Clock, Ids, Texts) = (database, catalog, routes, clock, ids, texts);
        NextSeq = 1 + Math.Max(
            database.Prepared("select max(seq) from message").Scalar() ?? 0,
            database.Prepared("select value from meta where key = 'seq'").Scalar() ?? 0);
        Draft = new SqliteCatalogDraft(this);
        Messages = new MessageWriter(this, keys);
        Expectations = new ExpectationWriter(this);
        Received = new ReceivedWriter(this);
        Outcomes = new OutcomeWriter(this);
    }

    public Database Database { get; }

    public Catalog Catalog { get; }

    public RouteTable Routes { get; }

    public TimeProvider Clock { get; }

    public IdSource Ids { get; }

    /// <value>Seals what the file mustn't hold as it is.</value>
    public SealedTexts Texts { get; }

    public SqliteCatalogDraft Draft { get; }

    public MessageWriter Messages { get; }

    public ReceivedWriter Received { get; }

    public ExpectationWriter Expectations { get; }

    public OutcomeWriter Outcomes { get; }

    /// <value>Who hears of committed work. Set once, before the first write.</value>
    public IDeliveryIntake Intake { get; set; } = NoIntake.Instance;

    public long NextSeq { get; set; }

    /// <value>Called after the commit of a new job.</value>
    public Action JobAdded { get; set; } = static () => { };

    /// <value>Called after the commit of an expectation, with its time (Unix milliseconds).</value>
    public Action<long> ExpectationDue { get; set; } = static _ => { };

    /// <value>Called after the commit of a source's change.</value>
    public Action SourceChanged { get; set; } = static () => { };

    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Accepts a message that something in this batch gave rise to.</summary>
    public void Emit(NewMessage message)
    {
        Messages.Insert(message, out var destinations);
        if (destinations.Length > 0)
            AfterCommit(() => Intake.Offer(message.Message, destinations));
    }

    /// <summary>Takes a change of memory back when the part or the batch isn't committed.</summary>
    public void OnUndo(Action undo) => _undo.Add(undo);

    /// <summary>Runs when the part under way has been committed.</summary>
    public void AfterCommit(Action action) => _after.Add(action);

    public WriteMark Mark() => new(_undo.Count, _after.Count, Messages.Log.Uncommitted);

    public void UndoTo(WriteMark mark)
    {
        Messages.Log.UndoTo(mark.Keys);
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

    public void Committed()
    {
        _undo.Clear();
        Messages.Committed();
    }

    public void RolledBack()
    {
        UndoTo(default);
        Messages.RolledBack();
    }
}

/// <summary>How much a transaction had done when a part of it began.</summary>
internal readonly record struct WriteMark(int Undo, int After, int Keys);

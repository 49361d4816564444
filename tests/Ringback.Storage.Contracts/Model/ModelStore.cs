using Ringback.Core.Accept;
using Ringback.Core.Access;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Configure;
using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Jobs;
using Ringback.Core.Receive;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;
using Ringback.Core.Route;
using Ringback.Core.Stores;

namespace Ringback.Storage.Contracts.Model;

/// <summary>The model behind the seams of a store: what holds of every store holds of it, and the suites show that.</summary>
internal sealed class ModelStore : IStore
{
    private readonly ModelState _state;
    private readonly ModelWork _work;

    public ModelStore(ModelState state)
    {
        _state = state;
        var expectations = new ModelExpectations(state);
        var accept = new ModelAccept(state, expectations);
        var editor = new ModelEditor(state);
        Accept = accept;
        Catalog = new ModelCatalog(state, accept, expectations);
        _work = new ModelWork(state);
        Record = new ModelRecord(state, accept);
        Messages = new ModelMessages(state);
        Attempts = new ModelAttempts(state);
        Received = new ModelReceived(state);
        Refused = new ModelRefused(state);
        Runs = new ModelRuns(state, accept);
        Editor = editor;
        Pollers = new ModelPollers(state);
        Revoked = new ModelRevocations(state);
        Jobs = new ModelJobs(state, accept, editor, new ModelRetention(state, editor));
        Expectations = expectations;
        Reconcile = new ModelReconcile(state, accept, expectations);
    }

    public IAcceptStore Accept { get; }

    public ICatalogStore Catalog { get; }

    public IWorkStore Work => _work;

    public IRecordStore Record { get; }

    public IMessageHistory Messages { get; }

    public IAttemptHistory Attempts { get; }

    public IReceivedHistory Received { get; }

    public IRefusedStore Refused { get; }

    public IRunHistory Runs { get; }

    public IHistoryEditor Editor { get; }

    public IPollerStore Pollers { get; }

    public IRevocationStore Revoked { get; }

    public IJobStore Jobs { get; }

    public IExpectationStore Expectations { get; }

    public IReconcileStore Reconcile { get; }

    public RouteTable Routes => _state.Routes;

    public StoreHealth Health { get; } = new();

    public IPartitionOwner Partitions { get; } = new OwnsAllPartitions();

    public CancellationToken Lost => CancellationToken.None;

    public int Waiting => 0;

    public void Attach(IDeliveryIntake intake)
    {
        _state.Intake = intake;
        _work.Begin();
    }

    public void OnJobAdded(Action added) => _state.JobAdded = added;

    public void OnReconcile(Action<long> due, Action sourceChanged) => (_state.ExpectationDue, _state.SourceChanged) = (due, sourceChanged);

    public void Dispose()
    {
    }
}

/// <summary>Keeps in memory what each folder stands for.</summary>
internal sealed class ModelStores : IStoreFactory
{
    private readonly Dictionary<string, ModelState> _folders = [];

    public IStore Open(string folder, TimeProvider clock, TimeSpan retention)
    {
        if (!_folders.TryGetValue(folder, out var state))
            _folders[folder] = state = new ModelState(clock, retention);
        return new ModelStore(state);
    }

    public void CopyAsIfKilled(string folder, string to) => _folders[to] = _folders[folder];
}

using Ringback.Core.Accept;
using Ringback.Core.Access;
using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Jobs;
using Ringback.Core.Receive;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts.Model;

/// <summary>The model behind the seams of a store: what holds of every store holds of it, and the suites show that.</summary>
internal sealed class ModelStore : TestStore
{
    private readonly ModelState _state;

    public ModelStore(ModelState state)
    {
        _state = state;
        var expectations = new ModelExpectations(state);
        var accept = new ModelAccept(state, expectations);
        var editor = new ModelEditor(state);
        Accept = accept;
        Catalog = new ModelCatalog(state, accept, expectations);
        Work = new ModelWork(state);
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

    public override IAcceptStore Accept { get; }

    public override ICatalogStore Catalog { get; }

    public override IWorkStore Work { get; }

    public override IRecordStore Record { get; }

    public override IMessageHistory Messages { get; }

    public override IAttemptHistory Attempts { get; }

    public override IReceivedHistory Received { get; }

    public override IRefusedStore Refused { get; }

    public override IRunHistory Runs { get; }

    public override IHistoryEditor Editor { get; }

    public override IPollerStore Pollers { get; }

    public override IRevocationStore Revoked { get; }

    public override IJobStore Jobs { get; }

    public override IExpectationStore Expectations { get; }

    public override IReconcileStore Reconcile { get; }

    public override void Attach(IDeliveryIntake intake) => _state.Intake = intake;

    public override void OnJobAdded(Action added) => _state.JobAdded = added;

    public override void Dispose()
    {
    }
}

/// <summary>Keeps in memory what each folder stands for.</summary>
internal sealed class ModelStores : IStoreFactory
{
    private readonly Dictionary<string, ModelState> _folders = [];

    public TestStore Open(string folder, TimeProvider clock, TimeSpan retention)
    {
        if (!_folders.TryGetValue(folder, out var state))
            _folders[folder] = state = new ModelState(clock, retention);
        return new ModelStore(state);
    }
}

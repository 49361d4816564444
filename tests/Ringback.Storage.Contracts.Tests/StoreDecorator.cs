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

namespace Ringback.Storage.Contracts.Tests;

/// <summary>A store as it is, but for the seams that are put in the place of its own.</summary>
internal sealed class StoreDecorator(IStore store) : IStore
{
    public IAcceptStore Accept { get; init; } = store.Accept;

    public ICatalogStore Catalog => store.Catalog;

    public IWorkStore Work { get; init; } = store.Work;

    public IRecordStore Record { get; init; } = store.Record;

    public IMessageHistory Messages => store.Messages;

    public IAttemptHistory Attempts => store.Attempts;

    public IReceivedHistory Received => store.Received;

    public IRefusedStore Refused => store.Refused;

    public IRunHistory Runs => store.Runs;

    public IHistoryEditor Editor => store.Editor;

    public IPollerStore Pollers => store.Pollers;

    public IRevocationStore Revoked => store.Revoked;

    public IJobStore Jobs => store.Jobs;

    public IExpectationStore Expectations => store.Expectations;

    public IReconcileStore Reconcile => store.Reconcile;

    public RouteTable Routes => store.Routes;

    public StoreHealth Health => store.Health;

    public IPartitionOwner Partitions => store.Partitions;

    public CancellationToken Lost => store.Lost;

    public int Waiting => store.Waiting;

    public void Attach(IDeliveryIntake intake) => store.Attach(intake);

    public void OnJobAdded(Action added) => store.OnJobAdded(added);

    public void OnReconcile(Action<long> due, Action sourceChanged) => store.OnReconcile(due, sourceChanged);

    public void Dispose() => store.Dispose();
}

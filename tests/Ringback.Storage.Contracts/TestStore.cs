using Ringback.Core.Accept;
using Ringback.Core.Access;
using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Jobs;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts;

/// <summary>The seams of an open store.</summary>
internal abstract class TestStore : IDisposable
{
    public abstract IAcceptStore Accept { get; }

    public abstract ICatalogStore Catalog { get; }

    public abstract IWorkStore Work { get; }

    public abstract IRecordStore Record { get; }

    public abstract IMessageHistory Messages { get; }

    public abstract IAttemptHistory Attempts { get; }

    public abstract IReceivedHistory Received { get; }

    public abstract Core.Receive.IRefusedStore Refused { get; }

    public abstract IRunHistory Runs { get; }

    public abstract IHistoryEditor Editor { get; }

    public abstract IPollerStore Pollers { get; }

    public abstract IRevocationStore Revoked { get; }

    public abstract IJobStore Jobs { get; }

    public abstract IExpectationStore Expectations { get; }

    public abstract IReconcileStore Reconcile { get; }

    public abstract void Attach(IDeliveryIntake intake);

    public abstract void OnJobAdded(Action added);

    public abstract void Dispose();
}

/// <summary>Opens stores of one kind.</summary>
internal interface IStoreFactory
{
    /// <param name="folder">The same folder again is the same data.</param>
    TestStore Open(string folder, TimeProvider clock, TimeSpan retention);
}

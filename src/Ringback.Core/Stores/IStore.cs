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

namespace Ringback.Core.Stores;

/// <summary>
/// An open store: all that a node keeps, one promise a property. A node sees this, whichever store it runs on. Disposing commits what
/// waits, then closes it.
/// </summary>
internal interface IStore : IDisposable
{
    IAcceptStore Accept { get; }

    ICatalogStore Catalog { get; }

    IWorkStore Work { get; }

    IRecordStore Record { get; }

    IMessageHistory Messages { get; }

    IAttemptHistory Attempts { get; }

    IReceivedHistory Received { get; }

    IRunHistory Runs { get; }

    IHistoryEditor Editor { get; }

    IRefusedStore Refused { get; }

    IPollerStore Pollers { get; }

    IRevocationStore Revoked { get; }

    IExpectationStore Expectations { get; }

    IReconcileStore Reconcile { get; }

    IJobStore Jobs { get; }

    /// <value>Who gets which message, by the catalog as it is now.</value>
    RouteTable Routes { get; }

    StoreHealth Health { get; }

    /// <value>Which partitions this node may send for.</value>
    IPartitionOwner Partitions { get; }

    /// <value>Canceled when another node has taken over the store: this one can write and send nothing any more, and has to be started again.</value>
    CancellationToken Lost { get; }

    /// <value>Items that wait for the next commit.</value>
    int Waiting { get; }

    /// <summary>Names who hears of committed work; before the first message is accepted.</summary>
    void Attach(IDeliveryIntake intake);

    /// <summary>Names who is told that a job was added.</summary>
    void OnJobAdded(Action added);

    /// <summary>Names who is told that an expectation has a time (Unix milliseconds), and that a source was changed.</summary>
    void OnReconcile(Action<long> due, Action sourceChanged);
}

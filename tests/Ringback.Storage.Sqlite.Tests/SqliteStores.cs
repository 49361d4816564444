using Ringback.Core.Accept;
using Ringback.Core.Access;
using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;
using Ringback.Storage.Contracts;

namespace Ringback.Storage.Sqlite.Tests;

internal sealed class SqliteStores : IStoreFactory
{
    public TestStore Open(string folder, TimeProvider clock, TimeSpan retention) =>
        new SqliteTestStore(SqliteStore.Open(folder, clock, new IdSource(clock), new Core.Crypto.SecretBox(new byte[32]), retention));
}

internal sealed class SqliteTestStore(SqliteStore store) : TestStore
{
    public SqliteStore Sqlite => store;

    public override IAcceptStore Accept => store;

    public override ICatalogStore Catalog => store;

    public override IWorkStore Work => store;

    public override IRecordStore Record => store;

    public override IMessageHistory Messages => store.Messages;

    public override IAttemptHistory Attempts => store.Attempts;

    public override IReceivedHistory Received => store.Received;

    public override Core.Receive.IRefusedStore Refused => store.Refused;

    public override IRunHistory Runs => store.Runs;

    public override IHistoryEditor Editor => store.Editor;

    public override IPollerStore Pollers => store.Pollers;

    public override IRevocationStore Revoked => store.Revoked;

    public override IJobStore Jobs => store.Jobs;

    public override IExpectationStore Expectations => store.Expectations;

    public override IReconcileStore Reconcile => store.Reconcile;

    public override void Attach(IDeliveryIntake intake) => store.Attach(intake);

    public override void OnJobAdded(Action added) => store.OnJobAdded(added);

    public override void Dispose() => store.Dispose();
}

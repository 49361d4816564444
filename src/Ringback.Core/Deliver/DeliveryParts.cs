using Microsoft.Extensions.Logging;
using Ringback.Core.Commit;
using Ringback.Core.Http;
using Ringback.Core.Lanes;
using Ringback.Core.Operate;
using Ringback.Core.Operational;
using Ringback.Core.Record;

namespace Ringback.Core.Deliver;

/// <summary>What the Deliver stage works with.</summary>
internal sealed record DeliveryParts(
    Catalog.Catalog Catalog,
    IWorkStore Work,
    IRecordStore Record,
    StoreHealth Health,
    DestinationResolver Destinations,
    IDestinationSender Sender,
    IOperationRunner Operations,
    OperationalEvents Events,
    IPartitionOwner Partitions,
    DeliveryPolicy Policy,
    TimeProvider Clock,
    Func<double> Random,
    ILogger Logger);

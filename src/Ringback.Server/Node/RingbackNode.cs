using Microsoft.Extensions.Logging;
using Ringback.Core.Accept;
using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Configure;
using Ringback.Core.Cron;
using Ringback.Core.Crypto;
using Ringback.Core.Deliver;
using Ringback.Core.Http;
using Ringback.Core.Ids;
using Ringback.Core.Intake;
using Ringback.Core.Jobs;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Operate;
using Ringback.Core.Operational;
using Ringback.Core.Profiles;
using Ringback.Core.Reconcile;
using Ringback.Core.Settings;
using Ringback.Core.Stores;
using Ringback.Operate.Sql;
using Ringback.Operate.Sql.Sessions;
using Ringback.Server.Settings;
using Ringback.Server.Stores;
using Ringback.Verification.Types;

namespace Ringback.Server.Node;

/// <summary>The stages of one node, put together: the store, what it feeds, and the order in which they start and stop.</summary>
internal sealed class RingbackNode : IAsyncDisposable
{
    private readonly IStore _store;
    private readonly DestinationSender _sender;
    private readonly SqlConnections _databases;
    private readonly KeyFetcher _keys;
    private readonly PollSender _polls;

    private RingbackNode(RingbackOptions options, string folder, IStore store, SecretBox box, IdSource ids, TimeProvider clock, ILoggerFactory logs)
    {
        (_store, Options, Ids, Clock, Box) = (store, options, ids, clock, box);
        var catalog = store.Catalog.Catalog;
        var delivery = new DeliveryOptions
        {
            DeliveryTimeout = options.DeliveryTimeout,
            HeaderPrefixes = options.HeaderPrefixes,
            AllowedDestinations = options.AllowedDestinations,
        };
        Guard = new AddressGuard(delivery.AllowedDestinations);
        _sender = new DestinationSender(delivery, Guard, clock);
        _keys = new KeyFetcher(delivery, Guard);
        Profiles = new SourceProfiles(catalog, box, new SourceTypes(_keys, CronSource.Build), clock);
        Events = new OperationalEvents(catalog, ids, clock);
        _databases = new SqlConnections(
            options.Connections,
            new SqlOptions(options.StatementTimeout, MarkersKept(options), options.SqlSessions, options.SqlSessionsInAll, options.SqlAnyRole),
            clock,
            logs.CreateLogger<SqlConnections>(),
            () => catalog.OrganisationCount);
        var random = new Random();
        Deliverer = new Deliverer(new DeliveryParts(
            catalog, store.Work, store.Record, store.Health, new DestinationResolver(catalog, box, clock), _sender,
            new OperationRunner(catalog, _databases, _sender, new Emitter(catalog, store.Accept, store.Messages, ids, clock), clock), Events,
            store.Partitions, PolicyOf(options), clock, Draw, logs.CreateLogger<Deliverer>()));
        store.Attach(Deliverer);
        BacklogLimit = new BacklogLimit(store.Routes, Deliverer, options.BacklogAge);
        Intake = ReceivedIntakes.Make(options, folder, store, Draw, clock, logs);
        _polls = new PollSender(delivery, Guard, clock);
        Reconciler = new Reconciler(
            store.Reconcile, new Asker(catalog, box, _polls, Events, ids, clock, Draw), new ReconcileOptions(options.PollsInFlight, options.SourcePollsInFlight),
            clock, logs.CreateLogger<Reconciler>());
        Scheduler = new Scheduler(catalog, Profiles, store.Reconcile, ids, clock, logs.CreateLogger<Scheduler>());
        store.OnReconcile(Reconciler.Wake, Scheduler.Wake);
        Jobs = new JobRunner(store.Jobs, clock, () => Deliverer.HasRoom, logs.CreateLogger<JobRunner>());
        store.OnJobAdded(Jobs.Wake);

        double Draw()
        {
            lock (random)
                return random.NextDouble();
        }
    }

    public RingbackOptions Options { get; }

    public TimeProvider Clock { get; }

    public IdSource Ids { get; }

    public SecretBox Box { get; }

    public Catalog Catalog => _store.Catalog.Catalog;

    public ICatalogStore CatalogStore => _store.Catalog;

    public IAcceptStore Accept => _store.Accept;

    /// <value>Where requests of providers are made durable.</value>
    public IReceivedIntake Intake { get; }

    /// <value>Asked before a message is accepted.</value>
    public BacklogLimit BacklogLimit { get; }

    /// <value>The databases that operations may use.</value>
    public ISqlConnections Databases => _databases;

    public StoreHealth Health => _store.Health;

    public Deliverer Deliverer { get; }

    /// <value>What is being sent at this moment.</value>
    public IFlights Flights => Deliverer;

    /// <value>Fan-out, replays, retention: what is done in steps beside the messages.</value>
    public JobRunner Jobs { get; }

    /// <value>Asks about webhooks that never came.</value>
    public Reconciler Reconciler { get; }

    /// <value>Fires the sources that fire by themselves.</value>
    public Scheduler Scheduler { get; }

    public OperationalEvents Events { get; }

    /// <value>The sources, ready to verify what they receive.</value>
    public SourceProfiles Profiles { get; }

    /// <value>Told the server's own listeners once they are known.</value>
    public AddressGuard Guard { get; }

    public IStore Store => _store;

    /// <summary>Opens what a data folder holds.</summary>
    /// <exception cref="StoreUnavailableException">It can't be used; the message says why.</exception>
    /// <exception cref="StartException">Its secrets were sealed with another key.</exception>
    public static RingbackNode Open(RingbackOptions options, string folder, ReadOnlySpan<byte> masterKey, TimeProvider clock, ILoggerFactory logs)
    {
        var ids = new IdSource(clock);
        var box = new SecretBox(masterKey);
        var store = OpenStore(options, folder, clock, ids, box, logs.CreateLogger(typeof(StoreFolder)));
        try
        {
            CheckKey(store.Catalog.Catalog, box);
            return new RingbackNode(options, folder, store, box, ids, clock, logs);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static IStore OpenStore(RingbackOptions options, string folder, TimeProvider clock, IdSource ids, SecretBox box, ILogger logger)
    {
        try
        {
            return StoreFolder.Open(options, folder, clock, ids, box, logger);
        }
        catch (SecretBoxException unreadable)
        {
            throw new StartException(unreadable.Message, unreadable);
        }
    }

    /// <summary>Takes up what was left unfinished. Before this, nothing may be accepted.</summary>
    public void Start()
    {
        _databases.Check();
        Deliverer.Start();
        Jobs.Start();
        Reconciler.Start();
        Scheduler.Start();
        Intake.Start();
    }

    /// <summary>Stops sending, waits for what is in flight, and leaves the store with all of it on record.</summary>
    public async Task StopAsync()
    {
        await Intake.StopAsync().ConfigureAwait(false);
        await Scheduler.StopAsync().ConfigureAwait(false);
        await Reconciler.StopAsync().ConfigureAwait(false);
        await Jobs.StopAsync().ConfigureAwait(false);
        await Deliverer.StopAsync(Options.ShutdownTimeout).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await Intake.DisposeAsync().ConfigureAwait(false);
        await Scheduler.DisposeAsync().ConfigureAwait(false);
        await Reconciler.DisposeAsync().ConfigureAwait(false);
        await Jobs.DisposeAsync().ConfigureAwait(false);
        await Deliverer.DisposeAsync().ConfigureAwait(false);
        _databases.Dispose();
        _sender.Dispose();
        _polls.Dispose();
        _keys.Dispose();
        _store.Dispose();
    }

    /// <summary>With another key no message could be signed or verified: all would be canceled or refused instead.</summary>
    private static void CheckKey(Catalog catalog, SecretBox box)
    {
        try
        {
            StoredSecrets.Check(catalog, box);
        }
        catch (SecretBoxException unreadable)
        {
            throw new StartException(unreadable.Message, unreadable);
        }
    }

    /// <summary>Retention drops messages some time after their time is over.</summary>
    private static TimeSpan MarkersKept(RingbackOptions options)
    {
        var least = options.Retention + TimeSpan.FromDays(1);
        return options.MarkerRetention > least ? options.MarkerRetention : least;
    }

    private static DeliveryPolicy PolicyOf(RingbackOptions options) => new(
        options.RetrySchedule,
        (long)options.DisableAfter.TotalMilliseconds,
        options.MaxInFlight,
        options.LaneInFlight,
        new BreakerOptions(
            options.BreakerFailures,
            (long)options.BreakerMinSpan.TotalMilliseconds,
            (long)options.BreakerOpen.TotalMilliseconds,
            (long)options.BreakerMaxOpen.TotalMilliseconds));
}

using Microsoft.Extensions.Logging;
using Ringback.Core.Intake;
using Ringback.Core.Settings;
using Ringback.Core.Stores;
using Ringback.Intake.RabbitMQ;
using Ringback.Intake.Spool;

namespace Ringback.Server.Stores;

/// <summary>The intake that the settings name: the one place that knows which kinds there are.</summary>
internal static class ReceivedIntakes
{
    /// <param name="folder">The data folder.</param>
    /// <exception cref="Core.Commit.StoreUnavailableException">The file of the spool can't be used; the message says why.</exception>
    public static IReceivedIntake Make(RingbackOptions options, string folder, IStore store, Func<double> draw, TimeProvider clock, ILoggerFactory logs)
    {
        var catalog = store.Catalog.Catalog;
        return options.Intake switch
        {
            IntakeKind.Spool => Spool(),
            IntakeKind.RabbitMq => WithSpool(new RabbitIntake(
                RabbitOptionsOf(options), catalog, store.Accept, store.Health, draw, clock, logs.CreateLogger<RabbitIntake>())),
            _ => WithSpool(new StoreIntake(store.Accept, store.Health)),
        };

        SpoolIntake Spool() => new(folder, options.SpoolLimit, catalog, store.Accept, draw, clock, logs.CreateLogger<SpoolIntake>());

        // What waits in the spool, because the intake was another one before, goes into the store all the same.
        IReceivedIntake WithSpool(IReceivedIntake intake) => SpoolFile.HasRequests(folder) ? new IntakeWithRest(intake, Spool()) : intake;
    }

    public static RabbitOptions RabbitOptionsOf(RingbackOptions options) => new() { Addresses = SettingRules.RabbitMqAddresses(options.RabbitMq!) };
}

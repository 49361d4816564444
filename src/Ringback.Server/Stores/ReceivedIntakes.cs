using Microsoft.Extensions.Logging;
using Ringback.Core.Intake;
using Ringback.Core.Settings;
using Ringback.Core.Stores;
using Ringback.Intake.RabbitMQ;

namespace Ringback.Server.Stores;

/// <summary>The intake that the settings name: the one place that knows which kinds there are.</summary>
internal static class ReceivedIntakes
{
    public static IReceivedIntake Make(RingbackOptions options, IStore store, Func<double> draw, TimeProvider clock, ILoggerFactory logs) => options.Intake switch
    {
        IntakeKind.RabbitMq => new RabbitIntake(
            new RabbitOptions { Addresses = SettingRules.RabbitMqAddresses(options.RabbitMq!) },
            store.Catalog.Catalog, store.Accept, store.Health, draw, clock, logs.CreateLogger<RabbitIntake>()),
        _ => new StoreIntake(store.Accept, store.Health),
    };
}

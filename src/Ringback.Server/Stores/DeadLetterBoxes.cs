using Ringback.Core.Intake;
using Ringback.Core.Settings;
using Ringback.Intake.RabbitMQ;
using Ringback.Intake.Spool;

namespace Ringback.Server.Stores;

/// <summary>The dead letters of the intake that the settings name.</summary>
internal static class DeadLetterBoxes
{
    /// <param name="folder">The data folder.</param>
    /// <returns>Null when there is no intake that keeps any.</returns>
    /// <exception cref="Core.Commit.StoreUnavailableException">They can't be opened; the message says why.</exception>
    public static IDeadLetterBox? Open(RingbackOptions options, string folder, Func<double> draw) => options.Intake == IntakeKind.RabbitMq
        ? new RabbitDeadLetters(ReceivedIntakes.RabbitOptionsOf(options), draw)
        : SpoolDeadLetters.Open(folder);
}

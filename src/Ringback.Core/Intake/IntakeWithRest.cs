using Ringback.Core.Messages;

namespace Ringback.Core.Intake;

/// <summary>An intake that takes requests, beside another one that only gives the store what was left in it.</summary>
internal sealed class IntakeWithRest(IReceivedIntake intake, IReceivedIntake rest) : IReceivedIntake
{
    public string? Fault => intake.Fault;

    public ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request) => intake.ReceiveAsync(request);

    public void Start()
    {
        rest.Start();
        intake.Start();
    }

    public async Task StopAsync()
    {
        await intake.StopAsync().ConfigureAwait(false);
        await rest.StopAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await intake.DisposeAsync().ConfigureAwait(false);
        await rest.DisposeAsync().ConfigureAwait(false);
    }
}

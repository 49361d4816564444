using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Core.Intake;

/// <summary>The intake <c>store</c>: a request is durable when the store has committed it, with its deliveries.</summary>
internal sealed class StoreIntake(IAcceptStore store, StoreHealth health) : IReceivedIntake
{
    public string? Fault => health.Reason;

    public ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request) => store.ReceiveAsync(request);

    public void Start()
    {
        // The store is open.
    }

    public Task StopAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

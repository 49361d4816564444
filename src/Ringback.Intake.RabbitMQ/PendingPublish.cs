using System.Diagnostics;
using Ringback.Core.Commit;

namespace Ringback.Intake.RabbitMQ;

/// <summary>One request that is published and not confirmed yet.</summary>
internal sealed class PendingPublish(string queue, ReadOnlyMemory<byte> bytes, string? reason)
{
    // The publisher goes on at once: whoever waits here continues on the pool.
    private readonly TaskCompletionSource _confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Queue => queue;

    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <value>Why it is a dead letter; null when it is none.</value>
    public string? Reason => reason;

    /// <value>A time stamp of <see cref="Stopwatch"/>.</value>
    public long Started { get; } = Stopwatch.GetTimestamp();

    /// <value>The broker gave it back, because its queue isn't there: the confirm that follows means nothing.</value>
    public bool IsReturned { get; set; }

    public Task Task => _confirmed.Task;

    public void Confirm() => _confirmed.TrySetResult();

    public void Fail(string why) => _confirmed.TrySetException(new StoreUnavailableException(why));
}

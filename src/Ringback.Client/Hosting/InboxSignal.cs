using System.Threading.Channels;

namespace Ringback.Client;

/// <summary>Wakes the workers: something was stored, or it is time to look for what is due.</summary>
internal sealed class InboxSignal
{
    // More than the workers there are needn't be woken.
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(WebhookWorker.Workers) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _channel.Writer.TryWrite(true);

    public async ValueTask Wait(CancellationToken cancellation) => await _channel.Reader.ReadAsync(cancellation);
}

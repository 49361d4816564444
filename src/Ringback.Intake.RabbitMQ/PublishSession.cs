using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Ringback.Intake.RabbitMQ;

/// <summary>
/// Publishing on one connection, with confirms. Callers only put a request into a queue in memory; one loop calls the client, and another
/// looks after the confirms: at the first one that is late, everything that waits fails and the connection is abandoned, whatever the client
/// is doing then. What was published and isn't confirmed may be in the broker all the same.
/// </summary>
internal sealed class PublishSession(TimeSpan deadline)
{
    /// <value>The header of a dead letter that says why it is one.</value>
    public const string ReasonHeader = "ringback-reason";

    public const string ContentType = "application/vnd.ringback.request";

    private const string Gone = "The broker isn't connected.";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    // How many wait is bounded by who publishes.
    private readonly Channel<PendingPublish> _waiting = Channel.CreateUnbounded<PendingPublish>();
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, PendingPublish> _published = [];
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _last;
    private ulong _lowest = 1;
    private volatile string? _blocked;

    /// <value>Why the broker takes nothing on this connection now; null when it does.</value>
    public string? Blocked => _blocked;

    /// <summary>Publishes until the connection is of no use any more, and throws why.</summary>
    public async Task RunAsync(IConnection connection, IChannel channel, CancellationToken stop)
    {
        channel.BasicAcksAsync += (_, ack) => Answered(ack.DeliveryTag, ack.Multiple, isConfirmed: true);
        channel.BasicNacksAsync += (_, nack) => Answered(nack.DeliveryTag, nack.Multiple, isConfirmed: false);
        channel.BasicReturnAsync += (_, returned) => Returned(returned);
        channel.ChannelShutdownAsync += (_, shutdown) => End($"The broker closed the channel: {shutdown.ReplyText}");
        connection.ConnectionShutdownAsync += (_, shutdown) => End($"The connection ended: {shutdown.ReplyText}");
        connection.ConnectionBlockedAsync += (_, blocked) => Block(blocked.Reason);
        connection.ConnectionUnblockedAsync += (_, _) => Unblock();
        // A loop that hangs in the client is left behind with its connection.
        var publishing = PublishAllAsync(channel);
        try
        {
            while (await Task.WhenAny(_ended.Task, Task.Delay(LookEvery, CancellationToken.None)).ConfigureAwait(false) != _ended.Task)
            {
                stop.ThrowIfCancellationRequested();
                if (Problem(channel, publishing) is { } problem)
                    _ = End(problem);
            }

            throw new BrokerFaultException(await _ended.Task.ConfigureAwait(false));
        }
        finally
        {
            _ = End(Gone);
            FailAll(Gone);
        }
    }

    /// <returns>False when this connection is of no use any more.</returns>
    public bool TryAdd(PendingPublish request) => _waiting.Writer.TryWrite(request);

    private async Task PublishAllAsync(IChannel channel)
    {
        await foreach (var request in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (request.Task.IsCompleted)
                continue;
            ulong tag;
            lock (_lock)
                _published[tag = ++_last] = request;
            await channel.BasicPublishAsync("", request.Queue, mandatory: true, PropertiesOf(request, tag), request.Bytes, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static BasicProperties PropertiesOf(PendingPublish request, ulong tag) => new()
    {
        DeliveryMode = DeliveryModes.Persistent,
        ContentType = ContentType,
        // By it a request that is returned is found again.
        MessageId = tag.ToString(CultureInfo.InvariantCulture),
        Headers = request.Reason is { } reason ? new Dictionary<string, object?>(StringComparer.Ordinal) { [ReasonHeader] = reason } : null,
    };

    private Task Answered(ulong tag, bool multiple, bool isConfirmed)
    {
        lock (_lock)
        {
            if (!multiple)
            {
                Answer(tag, isConfirmed);
                return Task.CompletedTask;
            }

            for (; _lowest <= tag; _lowest++)
                Answer(_lowest, isConfirmed);
        }

        return Task.CompletedTask;
    }

    private void Answer(ulong tag, bool isConfirmed)
    {
        if (!_published.Remove(tag, out var request))
            return;
        if (isConfirmed && !request.IsReturned)
            request.Confirm();
        else
            request.Fail(request.IsReturned ? "The broker has no queue for the request." : "The broker refused the request.");
    }

    /// <summary>Its queue was deleted: another connection makes it again.</summary>
    private Task Returned(BasicReturnEventArgs returned)
    {
        lock (_lock)
        {
            if (ulong.TryParse(returned.BasicProperties.MessageId, NumberStyles.None, CultureInfo.InvariantCulture, out var tag) && _published.TryGetValue(tag, out var request))
                request.IsReturned = true;
        }

        return End("The broker has no queue for a request.");
    }

    private Task Block(string reason)
    {
        _blocked = $"The broker takes no requests now: {reason}.";
        FailAll(_blocked);
        return Task.CompletedTask;
    }

    private Task Unblock()
    {
        _blocked = null;
        return Task.CompletedTask;
    }

    private Task End(string reason)
    {
        _waiting.Writer.TryComplete();
        _ended.TrySetResult(reason);
        return Task.CompletedTask;
    }

    private string? Problem(IChannel channel, Task publishing) =>
        !channel.IsOpen ? "The connection ended."
        : publishing.IsFaulted ? $"Publishing failed: {publishing.Exception.InnerException!.GetType().Name}"
        : IsLate() ? $"The broker didn't confirm within {deadline.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds."
        : null;

    private bool IsLate()
    {
        lock (_lock)
        {
            foreach (var request in _published.Values)
                if (Stopwatch.GetElapsedTime(request.Started) > deadline)
                    return true;
            return false;
        }
    }

    private void FailAll(string reason)
    {
        List<PendingPublish> failed;
        lock (_lock)
        {
            failed = [.. _published.Values];
            _published.Clear();
        }

        while (_waiting.Reader.TryRead(out var waiting))
            failed.Add(waiting);
        foreach (var request in failed)
            request.Fail(reason);
    }
}

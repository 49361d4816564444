using System.Text.Json.Nodes;
using Ringback.Cli.Receiving;
using Ringback.Client.Api;
using Ringback.Verification.Signing;

namespace Ringback.Cli.Demo;

/// <summary>What happens in the demo: an application with two receivers, some messages, and a look at what is on record.</summary>
internal sealed class DemoStory(DemoServer server, IDemoScreen screen) : IAsyncDisposable
{
    public const string Application = "demo";

    private const string Paid = "invoice.paid";
    private const string Shipped = "order.shipped";
    private static readonly string[] ToPost = [Paid, Shipped, Paid, Shipped, Paid];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly DemoReceiver[] Receivers =
    [
        new("healthy", "takes everything", EventType: null, FailFirst: 0),
        new("flaky", "fails twice", Paid, FailFirst: 2),
    ];

    private readonly DemoBoard _board = new(Receivers);
    private readonly List<TrialReceiver> _listening = [];

    /// <summary>Runs it.</summary>
    /// <exception cref="DemoException">Something wasn't as it should be.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            await ConfigureAsync(limit.Token);
            screen.Say($"An application with {Receivers.Length} endpoints. Posting {ToPost.Length} messages:");
            await screen.ShowAsync(_board, PostAndWaitAsync(limit.Token));
            await CheckRecordAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new DemoException($"not everything was delivered within {Patience.TotalSeconds:0} seconds.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var receiver in _listening) await receiver.DisposeAsync();
    }

    private async Task ConfigureAsync(CancellationToken stop)
    {
        await server.Client.Applications.PutAsync(Application, new ApplicationInput { Name = "Demo", Uid = Application }, stop);
        foreach (var type in ToPost.Distinct(StringComparer.Ordinal))
            await server.Client.EventTypes.PutAsync(new EventTypeInput { Name = type, Description = "Of the demo" }, stop);
        foreach (var receiver in Receivers)
        {
            var listening = await TrialReceiver.StartAsync("http://127.0.0.1:0", arrival => Arrived(receiver, arrival), receiver.FailFirst);
            _listening.Add(listening);
            await server.Client.Endpoints.PutAsync(Application, receiver.Name, new EndpointInput
            {
                Url = $"{listening.Url}/{receiver.Name}",
                Uid = receiver.Name,
                EventTypes = receiver.EventType is { } only ? [only] : null,
            }, stop);
            listening.Verifier = new SignatureVerifier(await server.Client.Endpoints.GetSecretAsync(Application, receiver.Name, stop), TimeProvider.System);
        }
    }

    private void Arrived(DemoReceiver receiver, Arrival arrival)
    {
        _board.Arrived(receiver, arrival);
        screen.Arrived(receiver, arrival);
    }

    private async Task PostAndWaitAsync(CancellationToken stop)
    {
        for (var i = 0; i < ToPost.Length; i++)
        {
            var type = ToPost[i];
            var posted = await server.Client.Messages.SendAsync(
                Application, new MessageInput { EventType = type, Payload = new JsonObject { ["number"] = i + 1 } }, cancellation: stop);
            _board.Posted(new DemoMessage(posted.Id, $"{type} #{i + 1}", type));
        }
        for (var change = _board.Change; !_board.Delivered(ToPost.Length); change = _board.Change)
            await change.WaitAsync(stop);
    }

    /// <summary>The server's own account has to agree with what the receivers saw.</summary>
    private async Task CheckRecordAsync(CancellationToken stop)
    {
        int retries = 0, deliveries = 0, verified = 0, attempts = 0;
        foreach (var message in _board.Messages)
        {
            var seen = Receivers.Where(r => r.Takes(message)).Select(r => _board.Arrivals(message, r)).ToList();
            var expected = seen.Sum(arrivals => arrivals.Count);
            // The answer reaches the server, which then records it: a moment later than we saw it.
            while (await CountAsync(message, stop) < expected) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop);
            deliveries += seen.Count;
            attempts += expected;
            retries += expected - seen.Count;
            verified += seen.Sum(arrivals => arrivals.Count(a => a.Signature == SignatureCheck.Valid));
        }
        if (verified != attempts) throw new DemoException($"{attempts - verified} of {attempts} signatures weren't right.");
        screen.Say($"{ToPost.Length} messages, {deliveries} deliveries, {attempts} attempts on record, {retries} of them retries.");
        screen.Say($"{verified} signatures verified.");
    }

    private Task<int> CountAsync(DemoMessage message, CancellationToken stop) =>
        server.Client.Attempts.ListByMessageAsync(Application, message.Id, cancellation: stop).CountAsync(stop).AsTask();
}

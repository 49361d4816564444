using Microsoft.Extensions.Logging;
using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Observe;

namespace Ringback.Core.Intake;

/// <summary>
/// Gives requests that an intake holds to the store: those of different sources at the same time, those of one source in the order of
/// arrival. A request that the store can never take goes to the dead letters, so that it doesn't stop those behind it.
/// </summary>
internal sealed partial class ReceivedDrain(IAcceptStore store, Catalog.Catalog catalog, IDeadLetters dead, TimeProvider clock, ILogger logger)
{
    /// <value>
    /// How long the store recognises a request that is given again. Between the commit and the end of what the intake holds lie
    /// milliseconds, unless the node or the broker stops just then and is started days later.
    /// </value>
    public static readonly TimeSpan RepeatWindow = TimeSpan.FromDays(7);

    /// <value>Another node may have made the source a moment ago: every node knows of it after a second.</value>
    private static readonly TimeSpan UntilSourceIsKnown = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private const int MostTogether = 128;
    private const long MostBytesTogether = 4 << 20;
    private const int MostTries = 3;

    /// <summary>Completes when each of these is in the store or among the dead letters. After a failure it may be called with the same again.</summary>
    /// <param name="held">In the order of arrival.</param>
    /// <exception cref="StoreUnavailableException">The store or the dead letters can't commit: those that aren't done must be given again.</exception>
    public async Task DrainAsync(IReadOnlyList<HeldRequest> held)
    {
        var sources = new Dictionary<int, List<Opened>>();
        foreach (var request in held)
        {
            if (request.IsDone)
                continue;
            try
            {
                var kept = RequestFormat.Read(request.Bytes);
                if (!sources.TryGetValue(kept.Request.ApplicationId, out var own))
                    sources[kept.Request.ApplicationId] = own = [];
                own.Add(new Opened(request, kept.Source, Repeatable(kept.Request)));
            }
            catch (RequestFormatException unreadable)
            {
                await BuryAsync(request, unreadable.Message).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(sources.Values.Select(DrainSourceAsync)).ConfigureAwait(false);
    }

    private async Task DrainSourceAsync(List<Opened> requests)
    {
        for (var at = 0; at < requests.Count;)
        {
            var count = Together(requests, at);
            await KeepAsync(requests.GetRange(at, count)).ConfigureAwait(false);
            at += count;
        }
    }

    private async Task KeepAsync(List<Opened> requests)
    {
        try
        {
            await FinishAsync(requests).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not StoreUnavailableException)
        {
            // One of them is bad: each by itself, the others are in their order all the same.
            foreach (var request in requests.Where(static request => !request.Held.IsDone))
                await KeepAloneAsync(request).ConfigureAwait(false);
        }
    }

    private async Task KeepAloneAsync(Opened request)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await FinishAsync([request]).ConfigureAwait(false);
                return;
            }
            catch (Exception failure) when (failure is not StoreUnavailableException)
            {
                if (tries == MostTries)
                {
                    NotTaken(logger, NameOf(request), failure);
                    await BuryAsync(request.Held, $"The store failed on it {tries} times: {failure.Message}").ConfigureAwait(false);
                    return;
                }
            }

            await Task.Delay(RetryPause.After(tries, 1), clock).ConfigureAwait(false);
        }
    }

    private async Task FinishAsync(List<Opened> requests)
    {
        await WaitForSourceAsync(requests[0]).ConfigureAwait(false);
        var known = requests.FindAll(IsKnown);
        if (known.Count > 0)
        {
            var results = await store.ReceiveAllAsync([.. known.Select(static request => request.Request)]).ConfigureAwait(false);
            for (var i = 0; i < known.Count; i++)
            {
                known[i].Held.IsDone = !results[i].SourceIsGone;
                Count(results[i]);
            }
        }

        foreach (var gone in requests.Where(static request => !request.Held.IsDone))
            await BuryAsync(gone.Held, "Its source isn't there any more.").ConfigureAwait(false);
    }

    private async Task WaitForSourceAsync(Opened request)
    {
        var until = request.Request.Events[0].Message.AcceptedAt + (long)UntilSourceIsKnown.TotalMilliseconds;
        for (var looks = 0; !IsKnown(request) && clock.GetUtcNow().ToUnixTimeMilliseconds() < until && looks * BetweenLooks < UntilSourceIsKnown; looks++)
            await Task.Delay(BetweenLooks, clock).ConfigureAwait(false);
    }

    private bool IsKnown(Opened request) => catalog.Application(request.Request.ApplicationId)?.Ksuid == request.Source;

    private async Task BuryAsync(HeldRequest request, string reason)
    {
        await dead.AddAsync(request.Bytes, reason).ConfigureAwait(false);
        request.IsDone = true;
        IntakeMetrics.Buried();
        Buried(logger, reason);
    }

    private ReceivedRequest Repeatable(ReceivedRequest request)
    {
        Span<byte> id = stackalloc byte[Ksuid.Size];
        request.Events[0].Message.Id.WriteTo(id);
        var expires = (clock.GetUtcNow() + RepeatWindow).ToUnixTimeMilliseconds();
        return request with { Repeat = DuplicateKey.Create(request.ApplicationId, DuplicateKeyKind.Request, id, expires) };
    }

    private static int Together(List<Opened> requests, int from)
    {
        var bytes = 0L;
        var count = 0;
        for (; from + count < requests.Count && count < MostTogether; count++)
        {
            bytes += requests[from + count].Held.Bytes.Length;
            if (bytes > MostBytesTogether && count > 0)
                break;
        }

        return count;
    }

    private static void Count(ReceivedResult result)
    {
        if (result.Events is not { } outcomes)
            return;
        var duplicates = outcomes.Count(static outcome => outcome.IsDuplicate);
        ReceiveMetrics.Received(outcomes.Length - duplicates, duplicates);
        IntakeMetrics.Drained();
    }

    private string NameOf(Opened request) => catalog.Application(request.Request.ApplicationId)?.PublicId ?? IdPrefix.Source + request.Source;

    private sealed record Opened(HeldRequest Held, Ksuid Source, ReceivedRequest Request);

    [LoggerMessage(1110, LogLevel.Error, "Could not store a received request of source {SourceId}; it goes to the dead letters", EventName = "ReceivedRequestFailed")]
    private static partial void NotTaken(ILogger logger, string sourceId, Exception failure);

    [LoggerMessage(1111, LogLevel.Error, "Moved a received request to the dead letters: {Reason}", EventName = "ReceivedRequestDead")]
    private static partial void Buried(ILogger logger, string reason);
}

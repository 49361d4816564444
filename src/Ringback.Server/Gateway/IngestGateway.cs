using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Observe;
using Ringback.Server.Listening;
using Ringback.Server.Node;
using Ringback.Verification.Packed;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Gateway;

/// <summary>
/// The way in from outside, <c>/in/{token}</c>: token, rules, body, verification over its raw bytes, events, intake, and the answer that
/// the provider waits for. Nothing else stands in the way, and nobody is told 2xx before the request is durable.
/// </summary>
internal sealed partial class IngestGateway(RingbackNode node, GatewayRules rules, RefusedRing refused, ILogger<IngestGateway> log)
{
    /// <value>Bytes whose hash and reading take longer than a change of threads.</value>
    private const int Large = 32 * 1024;

    /// <value>A source's answer is whatever its owner wrote, and stands on the origin of everybody's pages: a browser treats it as one of its own.</value>
    private const string Policy = "default-src 'none'; frame-ancestors 'none'; sandbox";

    private readonly IngestBody _bodies = new();
    private readonly GzipBody _gzip = new();

    public Task InvokeAsync(HttpContext http, RequestDelegate next) =>
        IngestPath.TryParse(http.Request.Path.Value, out var path) && RawPath.Read(http).StartsWith(IngestPath.Prefix) ? ReceiveAsync(http, path) : next(http);

    // One method, so that a request waits for its commit in one state machine.
    private async Task ReceiveAsync(HttpContext http, IngestPath path)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        var started = Stopwatch.GetTimestamp();
        var visit = new Visit(http, path, node.Clock.GetUtcNow());
        using var span = Telemetry.StartReceive();
        GatewayReply reply;
        try
        {
            if (rules.Enter(visit) is { } early)
            {
                reply = Refuse(visit, early);
            }
            else if (await _bodies.ReadAsync(http, visit.Gate.Source.Rules.MaxBodyBytes) is var body && body.Refusal is { } failure)
            {
                reply = Refuse(visit, failure);
            }
            else
            {
                visit.Body = visit.Sent = body.Bytes;
                // Kestrel's sockets are read by this thread, too.
                if (visit.Prepared.Traits.IsCostly || visit.IsPacked || visit.Body.Length > Large) await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                var problem = visit.IsPacked ? Unpack(visit) : null;
                var incoming = visit.Request(node.Options.PublicUrl);
                var verification = problem is null ? await VerifyAsync(visit, incoming) : default;
                reply = problem is { } unreadable ? Refuse(visit, unreadable)
                    : rules.Judge(visit, verification) is { } no ? Refuse(visit, no)
                    : verification.OfferedSecret is { } secret && !await SourcePairing.KeepAsync(node, visit.Gate.Source, secret) ? Refuse(visit, GatewayRules.AlreadyPaired)
                    : verification.Answer is { } answer ? Greet(visit, answer)
                    : EventMaker.Make(visit, incoming, node) is not { } request ? visit.Prepared.Taken
                    : SecondsOfBacklog(request) is { } seconds ? Refuse(visit, GatewayRefusal.BacklogFull(seconds))
                    : Tell(visit, await node.Intake.ReceiveAsync(request));
            }
        }
        catch (StoreUnavailableException unavailable)
        {
            visit.Result = ReceiveResult.Unavailable;
            reply = GatewayReply.Unavailable;
            NotStored(log, NameOf(visit), unavailable.Message);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
            return;
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            visit.Result = ReceiveResult.Failed;
            reply = GatewayReply.Failed;
            Broke(log, NameOf(visit), bug);
        }
        finally
        {
            _gzip.Release(visit.Held);
        }

        ReceiveMetrics.Answered(visit.Result, started);
        if (span is not null) Telemetry.Received(span, visit.Gate is null ? null : NameOf(visit), visit.Result, reply.Status);
        if (http.Response.HasStarted) http.Abort();
        else await reply.WriteAsync(http);
    }

    private static ValueTask<VerificationResult> VerifyAsync(Visit visit, in IncomingRequest incoming)
    {
        var verifier = visit.Prepared.Profile.Verifier;
        return visit.IsPacked
            ? verifier.VerifyEitherAsync(incoming, visit.Sent, visit.Now, visit.Http.RequestAborted)
            : verifier.Verify(incoming, visit.Now, visit.Http.RequestAborted);
    }

    private GatewayRefusal? Unpack(Visit visit)
    {
        var unpacked = _gzip.Unpack(visit.Sent, visit.Gate.Source.Rules.MaxBodyBytes, out var held);
        visit.Held = held;
        visit.Body = unpacked.Refusal is null ? unpacked.Bytes : visit.Sent;
        return unpacked.Refusal;
    }

    /// <returns>Null when all events of the request are accepted now.</returns>
    private int? SecondsOfBacklog(ReceivedRequest request)
    {
        int? most = null;
        foreach (var received in request.Events)
        {
            if (node.BacklogLimit.RetryAfter(received.Message) is { } seconds) most = Math.Max(most ?? 0, seconds);
        }
        return most;
    }

    private static GatewayReply Greet(Visit visit, ProviderAnswer answer)
    {
        visit.Result = ReceiveResult.Handshake;
        return GatewayReply.FromAnswer(answer);
    }

    private static GatewayReply Tell(Visit visit, ReceivedResult result)
    {
        if (result.SourceIsGone)
        {
            visit.Result = ReceiveResult.Refused;
            return GatewayReply.UnknownToken;
        }
        // Kept by the intake: what is new among it is counted when the store has it.
        if (result == ReceivedResult.NotDecided)
        {
            visit.Result = ReceiveResult.Accepted;
            return visit.Prepared.Taken;
        }
        var duplicates = 0;
        foreach (var outcome in result.Events)
        {
            if (outcome.IsDuplicate) duplicates++;
        }
        visit.Result = duplicates == result.Events.Length ? ReceiveResult.Duplicate : ReceiveResult.Accepted;
        ReceiveMetrics.Received(result.Events.Length - duplicates, duplicates);
        return visit.Prepared.Taken;
    }

    private GatewayReply Refuse(Visit visit, in GatewayRefusal refusal)
    {
        visit.Result = ReceiveResult.Refused;
        ReceiveMetrics.Refused(refusal.Reason);
        var headers = visit.Http.Response.Headers;
        if (refusal.Reply.Status == StatusCodes.Status405MethodNotAllowed) headers.Allow = visit.Gate.Methods;
        if (refusal.Reply.Status == StatusCodes.Status401Unauthorized) headers.WWWAuthenticate = visit.Prepared.Challenge;
        if (visit.Gate is not null) refused.Add(visit, refusal);
        return refusal.Reply;
    }

    private string NameOf(Visit visit) => visit.Gate is { } gate && node.Catalog.Application(gate.Source.ApplicationId) is { } application ? application.PublicId : "a source";

    // Sources by their ids: a path would tell the token.
    [LoggerMessage(3100, LogLevel.Warning, "A request to source {SourceId} was answered with 503, so that the provider sends it again: {Reason}", EventName = "IngestUnavailable")]
    private static partial void NotStored(ILogger logger, string sourceId, string reason);

    [LoggerMessage(3101, LogLevel.Error, "A request to source {SourceId} failed because of a bug", EventName = "IngestFailed")]
    private static partial void Broke(ILogger logger, string sourceId, Exception failure);
}

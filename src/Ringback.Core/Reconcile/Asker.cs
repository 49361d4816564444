using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Http;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Operational;
using Ringback.Core.Profiles;
using Ringback.Core.Templates;
using Ringback.Verification.Json;

namespace Ringback.Core.Reconcile;

/// <summary>Asks once, and says what follows.</summary>
/// <param name="random">From 0 to below 1.</param>
internal sealed class Asker(
    Catalog.Catalog catalog, SecretBox box, PollSender sender, OperationalEvents events, IdSource ids, TimeProvider clock, Func<double> random)
{
    private const string TooLarge = "the answer is larger than 1 MiB";

    /// <exception cref="OperationCanceledException">Of <paramref name="cancellation"/>.</exception>
    public async ValueTask<PollResult> AskAsync(Expectation expectation, CancellationToken cancellation)
    {
        if (catalog.Application(expectation.ApplicationId) is not { } application || catalog.Source(application.Id) is not { } source)
            return new PollResult(expectation, null, null, null, null);
        if (expectation.Poll is not { } plan)
            return Expired(expectation, application, null);

        var at = Now;
        PollAnswer answer;
        try
        {
            answer = await sender.AskAsync(plan, HeadersOf(expectation, application, source), cancellation).ConfigureAwait(false);
        }
        catch (SecretBoxException unreadable)
        {
            answer = new PollAnswer(FailureKind.OwnFault, 0, 0, Encoding.UTF8.GetBytes(unreadable.Message), null);
        }

        var (poll, @event) = Judge(expectation, source, answer, at);
        ReconcileMetrics.Polled(poll.Outcome);
        var asked = expectation with { Polls = expectation.Polls + 1 };
        if (@event is { } found)
        {
            var request = new ReceivedRequest(source.ApplicationId, DetailsOf(plan, found, answer), [found]);
            return new PollResult(expectation, poll, request, null, events.OfExpectation(EventNames.ExpectationReconciled, application, Ended(asked), found.Message));
        }

        return PollSchedule.Next(expectation, asked.Polls, answer.RetryAfter, random(), Now) is { } next
            ? new PollResult(expectation, poll, null, next, null)
            : Expired(asked, application, poll);
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private (Poll Poll, ReceivedEvent? Event) Judge(Expectation expectation, Source source, PollAnswer answer, long at)
    {
        if (answer.Failure != FailureKind.None)
            return (PollOf(answer, at, PollOutcome.Failed, Encoding.UTF8.GetString(answer.Body), []), null);
        if (answer.IsTooLarge)
            return (PollOf(answer, at, PollOutcome.Failed, TooLarge, answer.Body), null);
        // The status alone may say that it has not happened yet. What it says otherwise stands in a body that is not whole.
        if (answer.End != BodyEnd.Read && (expectation.Poll!.Until.Statuses ?? [200]).Contains(answer.StatusCode))
            return (PollOf(answer, at, PollOutcome.Failed, ResponseNote.TextOf(answer.End), answer.Body), null);
        var json = JsonEncoding.Decode(answer.Body, charset: null);
        if (!AnswerReader.Holds(expectation.Poll!.Until, answer.StatusCode, json.Span, out var why))
            return (PollOf(answer, at, answer.StatusCode is >= 200 and < 300 ? PollOutcome.NotYet : PollOutcome.Failed, why, answer.Body), null);
        try
        {
            var made = AnswerReader.EventOf(expectation.Poll.Event, source, json, ids.Next(), Now);
            return (PollOf(answer, at, PollOutcome.Found, "", answer.Body), made);
        }
        catch (RenderException lacking)
        {
            return (PollOf(answer, at, PollOutcome.Failed, lacking.Message, answer.Body), null);
        }
    }

    private static EndedExpectation Ended(Expectation expectation) =>
        new(expectation.PublicId, expectation.Key, expectation.Rule, expectation.Deadline, expectation.Polls);

    private PollResult Expired(Expectation expectation, Application application, Poll? poll) =>
        new(expectation, poll, null, null, events.OfExpectation(EventNames.ExpectationExpired, application, Ended(expectation), null));

    /// <summary>Its own, or those of its rule as they are now, so that a rotated credential holds for what waits too.</summary>
    private IReadOnlyDictionary<string, string> HeadersOf(Expectation expectation, Application application, Source source) => ReservedHeaders.Without(
        expectation.Rule is { } rule
            ? SourceCredentials.Open(box, application.Ksuid, source.Sealed).PollHeaders?.GetValueOrDefault(rule) ?? PollHeaders.None
            : PollHeaders.Open(box, expectation));

    private static Poll PollOf(PollAnswer answer, long at, PollOutcome outcome, string detail, byte[] response) =>
        new(at, answer.DurationMs, answer.StatusCode, outcome, detail, response.Length <= Poll.ResponseKept ? response : response[..Poll.ResponseKept]);

    private static ReceivedDetails DetailsOf(PollPlan plan, in ReceivedEvent made, PollAnswer answer) => new()
    {
        Origin = EventOrigin.Reconciled,
        Method = plan.Method,
        // Without the query, which may hold a credential.
        Target = new Uri(plan.Url).GetLeftPart(UriPartial.Path),
        Body = made.Message.Payload is { } payload && payload.Span.SequenceEqual(answer.Body) ? null : answer.Body,
    };
}

using CsCheck;
using Ringback.Core.Catalog;
using Ringback.Core.Jobs;
using Ringback.Core.Paging;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts.Sequences;

/// <summary>Makes steps, the usual ones more often. Few letters and numbers, so that they meet.</summary>
internal static class StepGen
{
    private static readonly Gen<int> Any = Gen.Int[0, 9];
    private static readonly Gen<string> Type = Gen.OneOf("a", "b", "c", "p");
    private static readonly Gen<string?> Types = Gen.OneOf(null, null, "a", "ab", "p", "bcp");
    private static readonly Gen<string?> Channels = Gen.OneOf(null, null, null, "x", "y", "xy");
    private static readonly Gen<string?> Channel = Gen.OneOf(null, null, null, "x", "y");
    private static readonly Gen<string?> Key = Gen.OneOf(null, null, "k0", "k1", "auto_0", "auto_1");
    private static readonly Gen<string?> EventId = Gen.OneOf(null, null, "event0", "event1");
    private static readonly Gen<Ending> Ends = Gen.Frequency(
        (6, Gen.Const(Ending.Success)), (5, Gen.Const(Ending.Retry)), (4, Gen.Const(Ending.Exhausted)), (1, Gen.Const(Ending.Canceled)),
        (1, Gen.Const(Ending.Disables)), (1, Gen.Const(Ending.StartsToFail)), (1, Gen.Const(Ending.Works)), (1, Gen.Const(Ending.Tells)));

    private static readonly Gen<long> Span = Gen.OneOf(
        1L, 5_000L, 29_999L, 30_000L, 60_000L, 600_000L, 3_599_999L, 3_600_000L, 13 * 3_600_000L, 4 * 86_400_000L, 11 * 86_400_000L);

    private static readonly Gen<Arrival> Arrival = Gen.Select(Gen.Int[0, 3], Type, Gen.Int[0, 2], Gen.Bool, static (id, type, number, byBody) => new Arrival(id, type, number, byBody));

    private static readonly Gen<Part> Part = Gen.Select(
        Gen.Int[1, 5], Gen.Bool, Any.Nullable(), Gen.Bool, Gen.OneOf(PageRequest.MostBytes, PageRequest.MostBytes, 1500L),
        static (limit, isDescending, from, isBackward, bytes) => new Part(limit, isDescending, from, isBackward, bytes));

    private static readonly Gen<DeliveryState?> State = Gen.OneOf<DeliveryState?>(
        null, null, DeliveryState.Success, DeliveryState.Pending, DeliveryState.Fail, DeliveryState.Sending, DeliveryState.Canceled);

    private static readonly Gen<Only> Only = Gen.Select(
        Types, Channel, Gen.OneOf(null, null, null, "event0"), Span.Nullable(), Gen.OneOf<long?>(null, null, 1000L), State, Gen.Bool,
        Gen.OneOf<int?>(null, null, 0, 200, 500),
        static (types, channel, eventId, back, until, state, isExpanded, code) => new Only(types, channel, eventId, back, until, state, isExpanded, code));

    public static readonly Gen<Step> AddEndpoint = Gen.Select(
        Any, Gen.OneOf(Made.Http, Made.Http, Made.Poller, Made.Operation), Types, Channels, Gen.Bool,
        Gen.Int[0, 9], Gen.OneOf<int?>(null, 0, 1),
        static (application, kind, types, channels, isFifo, isDisabled, number) =>
            (Step)new AddEndpoint(application, kind, types, channels, isFifo, isDisabled == 0, number));

    public static readonly Gen<Step> Accept = Gen.Select(
        Any, Type, Channels, Key, Gen.Int[0, 1], EventId, Gen.Int[0, 2],
        Gen.OneOf<(long?, long?)>((null, null), (null, null), (null, null), (30_000, null), (null, 60_000)),
        static (application, type, channels, key, body, eventId, number, times) =>
            (Step)new Accept(application, type, channels, key, body, eventId, number, times.Item1, times.Item2));

    public static readonly Gen<Step> Receive = Gen.Select(
        Any, Arrival, Gen.OneOf(Gen.Const((Arrival?)null), Arrival.Select(static second => (Arrival?)second)),
        static (source, first, second) => (Step)new Receive(source, first, second));

    public static readonly Gen<Step> Outcome = Gen.Select(Any, Any, Ends, static (message, endpoint, ending) => (Step)new Outcome(message, endpoint, ending));

    public static readonly Gen<Step> Resend = Gen.Select(Any, Any, Key, static (message, endpoint, key) => (Step)new Resend(message, endpoint, key));

    public static readonly Gen<Step> ChangeEndpoint = Gen.Select(
        Any, Types, Gen.Int[0, 2], Gen.Int[0, 1], Key,
        static (endpoint, types, isDisabled, url, key) => (Step)new ChangeEndpoint(endpoint, types, isDisabled == 0, url, key));

    public static readonly Gen<Step> StartJob = Gen.Select(
        Gen.OneOf(JobKind.Recover, JobKind.Recover, JobKind.ReplayMissing, JobKind.BulkReplay, JobKind.ExpungeAll, JobKind.ApplicationStats, JobKind.EventTypeStats),
        Any, Span, Types, Channel, Gen.OneOf<DeliveryState?>(null, DeliveryState.Success, DeliveryState.Fail), Gen.OneOf<int?>(null, null, 200, 500),
        static (kind, endpoint, back, types, channel, state, code) => (Step)new StartJob(kind, endpoint, back, types, channel, state, code));

    public static readonly Gen<Step> Expect = Gen.Select(
        Any, Gen.Int[0, 2], Gen.OneOf(0L, 60_000L, 3_600_000L), Key,
        static (source, number, lookBack, key) => (Step)new Expect(source, number, lookBack, key));

    /// <summary>One application and one source, with endpoints and operations that take much: what most sequences are about.</summary>
    public static readonly Step[] Beginning =
    [
        new AddApplication(IsSource: false),
        new AddApplication(IsSource: true),
        new AddEndpoint(0, Made.Http, null, null, IsFifo: true, IsDisabled: false, null),
        new AddEndpoint(0, Made.Http, "ab", null, IsFifo: false, IsDisabled: false, null),
        new AddEndpoint(1, Made.Http, null, null, IsFifo: false, IsDisabled: false, null),
        new AddEndpoint(1, Made.Operation, null, null, IsFifo: false, IsDisabled: false, 1),
        new AddEndpoint(0, Made.Poller, null, null, IsFifo: false, IsDisabled: false, null),
    ];

    private static readonly Gen<Step> Change = Gen.Frequency(
        (12, Accept),
        (8, Receive),
        (14, Gen.Select(Any, Gen.OneOf(0, 0, 1, 2), Ends, static (endpoint, nth, ending) => (Step)new Work(endpoint, nth, ending))),
        (2, Outcome),
        (4, Gen.Int[0, 2].Select(static room => (Step)new MakeRoom(room > 0))),
        (10, Gen.Select(Gen.Int[0, 40], Ends, static (nth, ending) => (Step)new Direct(nth, ending))),
        (1, Any.Select(static endpoint => (Step)new ParkDirect(endpoint))),
        (4, Gen.Int[1, 3].Select(static limit => (Step)new ClaimDue(limit))),
        (3, Resend),
        (3, Gen.Select(Any, Any, Gen.Bool, Key, static (message, operation, isForced, key) => (Step)new Replay(message, operation, isForced, key))),
        (1, Gen.Select(Any, Any, static (first, second) => (Step)new Expunge(first, second))),
        (1, Gen.Select(Any, Any, static (message, nth) => (Step)new ExpungeResponse(message, nth))),
        (3, ChangeEndpoint),
        (1, AddEndpoint),
        (1, Any.Select(static endpoint => (Step)new RemoveEndpoint(endpoint))),
        (1, Gen.Int[0, 30].Select(static pick => pick < 4 ? (Step)new RemoveApplication(pick) : new AddApplication(IsSource: pick % 2 == 0))),
        (1, Gen.Select(Any, Any, static (endpoint, application) => (Step)new BreakChange(endpoint, application))),
        (4, StartJob),
        (4, Gen.Const((Step)new RunJobs())),
        (1, Any.Select(static nth => (Step)new FailJob(nth))),
        (4, Expect),
        (1, Any.Select(static expectation => (Step)new CancelExpectation(expectation))),
        (4, Gen.Select(Any, Gen.OneOf(Answer.NotYet, Answer.Found, Answer.Found, Answer.FoundById, Answer.GivenUp), static (nth, answer) => (Step)new Ask(nth, answer))),
        (1, Gen.Select(Any, Gen.Int[0, 3], static (source, minute) => (Step)new Fire(source, minute))),
        (8, Span.Select(static ms => (Step)new Wait(ms))),
        (2, Gen.Const((Step)new Retain())),
        (2, Gen.Const((Step)new Restart())),
        (2, Gen.Const((Step)new Kill())),
        (1, Gen.Select(Any, Gen.OneOf(1, 2, 40), static (source, count) => (Step)new Refuse(source, count))),
        (1, Gen.Select(Gen.Int[0, 2], Span, static (token, life) => (Step)new Revoke(token, life))));

    private static readonly Gen<Step> Look = Gen.OneOf(
        Gen.Select(Any, Only, Part, static (application, only, part) => (Step)new ListMessages(application, only, part)),
        Gen.Select(Any, Any.Nullable(), Only, Part, static (endpoint, flying, only, part) => (Step)new ListDeliveries(endpoint, flying, only, part)),
        Gen.Select(Any, Only, Part, static (source, only, part) => (Step)new ListRuns(source, only, part)),
        Gen.Select(Any, Any.Nullable(), Only, Part, static (endpoint, message, only, part) => (Step)new ListAttempts(endpoint, message, only, part)),
        Gen.Select(Any, Part, static (message, part) => (Step)new ListDestinations(message, part)),
        Gen.Select(
            Any, Gen.Int[0, 2].Nullable(), Gen.OneOf<ExpectationStatus?>(null, ExpectationStatus.Open, ExpectationStatus.Fulfilled), Part,
            static (source, number, status, part) => (Step)new ListExpectations(source, number, status, part)),
        Gen.Select(
            Any, Gen.OneOf("c", "d"), Types, Channel, Gen.Int[1, 3], Gen.OneOf(PageRequest.MostBytes, 1500L), Gen.Bool,
            static (endpoint, consumer, types, channel, limit, bytes, commits) => (Step)new Consume(endpoint, consumer, types, channel, limit, bytes, commits)),
        Gen.Select(
            Any, Gen.OneOf(0, 30, 61, 125, 1500), Gen.OneOf(0, 0, 15, 62), Gen.Int[1, 5],
            static (endpoint, back, until, most) => (Step)new Count(endpoint, back, until, most)));

    public static readonly Gen<Step[]> Sequence = Gen.Frequency((4, Change), (1, Look)).Array[1, 40];

    /// <summary>What threads do at once: with the same few keys, to the same few endpoints and messages.</summary>
    private static readonly Gen<Step> Write = Gen.Frequency(
        (5, Accept), (5, Receive), (4, Outcome), (2, Resend), (2, ChangeEndpoint), (1, AddEndpoint), (2, Expect), (1, Gen.Select(Any, Any, static (first, second) => (Step)new Expunge(first, second))),
        (2, StartJob), (1, Any.Select(static endpoint => (Step)new RemoveEndpoint(endpoint))));

    public static readonly Gen<History> Concurrent = Gen.Select(
        Gen.Frequency((4, Change), (1, Look)).Array[0, 12], Gen.OneOf(Write.Array[1, 3].Array[2], Write.Array[1, 2].Array[3]),
        static (before, threads) => new History(before, threads));
}

using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Reconcile;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>What POST of an expectation takes.</summary>
/// <param name="Deadline">Unix milliseconds; null: <paramref name="WithinSeconds"/> from now.</param>
/// <param name="Headers">Of its polls; kept sealed.</param>
internal sealed record ExpectationIn(
    string Key, Fulfilment FulfilledWhen, long? Deadline, int WithinSeconds, int? LookBackSeconds, PollPlan? Poll,
    IReadOnlyDictionary<string, string>? Headers)
{
    /// <summary>Until an awaited event must have come.</summary>
    public static readonly FieldRule<int?> Within = Seconds(TimeSpan.Zero, TimeSpan.FromDays(90));

    public static ExpectationIn Read(JsonFields json)
    {
        Fields.Shape.RefuseOthers(json);
        var key = Fields.Key.Read(json) ?? "";
        var fulfilment = FulfilmentIn.Read(Fields.FulfilledWhen.Read(json));
        var deadline = Fields.Deadline.Read(json);
        var within = Fields.Within.Read(json);
        if (deadline is not null && within is not null) Fields.Within.Refuse(json, "must be left out if there is a deadline");
        var poll = PollIn.Read(Fields.Poll.Read(json), fulfilment, isTemplate: false, out var headers);
        if (poll is not null && SecretUrl.Restore(poll.Url, null) is null)
            Fields.Poll.Refuse(json, $"has {SecretNames.Mask} in its URL, in the place of a secret");
        return new ExpectationIn(key, fulfilment, deadline, within ?? ExpectationRule.DefaultWithinSeconds, Fields.LookBack.Read(json), poll, headers);
    }

    /// <param name="now">Unix milliseconds.</param>
    public Expectation ToExpectation(int source, Ksuid id, byte[] @sealed, long now)
    {
        var deadline = Math.Max(Deadline ?? now + WithinSeconds * 1000L, now);
        return new Expectation
        {
            Id = id,
            ApplicationId = source,
            Key = Key,
            FulfilledWhen = FulfilledWhen,
            Deadline = deadline,
            LookBack = LookBackSeconds * 1000L ?? Expectation.DefaultLookBackMs,
            Poll = Poll,
            Sealed = @sealed,
            Due = deadline,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    internal static class Fields
    {
        public static readonly InputShape Shape = new(
            "ExpectationIn", "A webhook that should come by a deadline: `deadline`, or `within` from now.",
            """{"key":"pay_123","fulfilledWhen":{"keyPointer":"/data/object/id","eventTypes":["payment.paid"]},"within":"1h","poll":{"url":"https://api.example.com/payments/pay_123","until":{"conditions":[{"pointer":"/status","equals":"paid"}]}}}""");

        public static readonly Field<string> Key = Shape.Required("key", Text(TextRule.NameUpTo(ObjectKey.MaxLength)), "The key of the object that the webhook is about.");
        public static readonly Field<JsonFields> FulfilledWhen = Shape.Required("fulfilledWhen", Object(FulfilmentIn.Shape), "Which event fulfils the expectation.");
        public static readonly Field<long?> Deadline = Shape.Optional("deadline", Time(), "The time of the first poll.");
        public static readonly Field<int?> Within = Shape.Optional(
            "within", ExpectationIn.Within, "The same as a time from now: `10m`, `1h`, up to `90d`; one hour by default.");

        public static readonly Field<int?> LookBack = Shape.Optional(
            "lookBack", Seconds(TimeSpan.Zero, TimeSpan.FromDays(7)), "How long ago the event may have come: one hour by default, up to `7d`.");

        public static readonly Field<JsonFields> Poll = Shape.Optional(
            "poll", Object(PollIn.Shape), "How Ringback polls the provider. Without it, the expectation expires at the deadline.");
    }
}

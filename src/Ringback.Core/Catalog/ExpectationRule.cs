using Ringback.Core.Json;

namespace Ringback.Core.Catalog;

/// <summary>Makes expectations by itself: of an event of the source, or of a message sent to an application.</summary>
/// <param name="Name">Unique in its source.</param>
/// <param name="On">What it is made of.</param>
/// <param name="KeyPointer">Where in that the key of the object stands.</param>
/// <param name="FulfilledWhen">Which event of the source is the awaited one.</param>
/// <param name="WithinSeconds">From that to the deadline.</param>
/// <param name="Poll">Null: nobody is asked.</param>
internal sealed record ExpectationRule(
    string Name, RuleTrigger On, string KeyPointer, Fulfilment FulfilledWhen, int WithinSeconds, PollPlan? Poll)
{
    /// <value>Of one source.</value>
    public const int Most = 32;

    public const int DefaultWithinSeconds = 3600;
}

/// <param name="EventTypes">One of these.</param>
/// <param name="ApplicationId">The application to which the message is sent; null: an event of the source itself.</param>
/// <param name="Conditions">All of them hold of its body; null: none are made.</param>
internal sealed record RuleTrigger(IReadOnlyList<string> EventTypes, int? ApplicationId = null, IReadOnlyList<Condition>? Conditions = null);

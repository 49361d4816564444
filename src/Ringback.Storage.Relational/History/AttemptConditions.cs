using Ringback.Core.History;
using Ringback.Core.Record;

namespace Ringback.Storage.Relational.History;

/// <summary>The conditions on attempts, in a statement where the row is called a; parameters from ?4.</summary>
internal static class AttemptConditions
{
    /// <summary>An attempt has succeeded or failed: nothing else can be asked of it.</summary>
    public static bool Nothing(AttemptFilter filter) =>
        filter.State is DeliveryState.Pending or DeliveryState.Sending || (filter is { State: DeliveryState.Canceled, Expanded: true });

    public static bool OnlyFailures(AttemptFilter filter) =>
        filter.State is DeliveryState.Fail or DeliveryState.Canceled || (filter.State is null && filter.StatusCodeClass is { } code && code != 200);

    public static Conditions FromFilter(AttemptFilter filter)
    {
        var conditions = new Conditions(4).Looking(new Conditions(4).OfMessage(filter, withTime: false), "a.seq");
        if (filter.State == DeliveryState.Success)
            conditions.And("a.state = 0");
        else if (filter.State is not null)
            conditions.And("a.state <> 0");
        if (filter.StatusCodeClass is { } code)
            conditions.And("a.code / 100 = {0}", code / 100);
        if (filter.Endpoint is { } endpoint)
            conditions.And("a.ep = {0}", endpoint);
        if (filter.After is { } after)
            conditions.And("a.at >= {0}", after);
        if (filter.Before is { } before)
            conditions.And("a.at < {0}", before);
        return conditions;
    }
}

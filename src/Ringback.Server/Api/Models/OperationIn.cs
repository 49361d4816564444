using System.Text.Json;
using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>What POST and PUT of an operation take.</summary>
/// <param name="Headers">Of an <c>http</c> operation: templates, kept sealed.</param>
internal sealed record OperationIn(
    string? Uid,
    string Description,
    bool Disabled,
    IReadOnlyList<string>? EventTypes,
    int? ThrottleRate,
    DeliveryOrder Order,
    WhenExhausted WhenExhausted,
    IReadOnlyDictionary<string, string> Metadata,
    OperationDefinition Definition,
    IReadOnlyDictionary<string, string>? Headers)
{
    public static readonly TextRule UidRule = TextRule.Uid(IdPrefix.Operation);

    /// <summary>As providers write them, which is anything.</summary>
    public static readonly TextRule EventType = TextRule.Printable(256);

    /// <param name="connections">What <c>sql</c> operations may name.</param>
    public static OperationIn Read(JsonFields fields, IReadOnlyList<string> connections)
    {
        var (sql, http, emit) = (fields.Object("sql"), fields.Object("http"), fields.Object("emit"));
        if (new[] { sql, http, emit }.Count(static kind => kind is not null) != 1 && !fields.Errors.Any)
            fields.Add("sql", "must be given, or http, or emit: exactly one of them");
        IReadOnlyDictionary<string, string>? headers = null;
        return new OperationIn(
            fields.Text("uid", UidRule),
            fields.Text("description", TextRule.Description) ?? "",
            fields.Flag("disabled") ?? false,
            fields.Texts("eventTypes", EventType, 1, Common.MostEventTypes),
            Common.ThrottleRate(fields, least: 1),
            EndpointFields.Order(fields) ?? default,
            EndpointFields.Exhausted(fields) ?? default,
            Common.Metadata(fields) ?? Common.NoMetadata,
            new OperationDefinition
            {
                Conditions = ConditionFields.Read(fields),
                RetrySchedule = Schedule(fields),
                Sql = sql is null ? null : OperationKinds.Sql(sql, connections),
                Http = http is null ? null : OperationKinds.Http(http, out headers),
                Emit = emit is null ? null : OperationKinds.Emit(emit),
            },
            headers);
    }

    /// <summary>The operation with everything of it replaced but id and headers.</summary>
    public Endpoint Over(Endpoint operation) => operation with
    {
        Uid = Uid,
        Description = Description,
        Disabled = Disabled,
        EventTypes = EventTypes,
        ThrottleRate = ThrottleRate,
        Order = Order,
        WhenExhausted = WhenExhausted,
        Metadata = Metadata,
        Operation = Definition,
    };

    private static string? Schedule(JsonFields fields)
    {
        if (fields.Text("retrySchedule", TextRule.Any) is not { } text) return null;
        if (RetrySchedule.TryParse(text, out var schedule, out var error)) return schedule.ToString();
        fields.Add("retrySchedule", error);
        return null;
    }
}

/// <summary>What PATCH of an operation takes; what it does is replaced as a whole, by PUT.</summary>
internal sealed record OperationPatch(
    Patch<string> Description, Patch<bool> Disabled, Patch<IReadOnlyList<string>?> EventTypes, Patch<int?> ThrottleRate,
    Patch<IReadOnlyDictionary<string, string>> Metadata)
{
    public static OperationPatch Read(JsonFields fields) => new(
        fields.Patch("description", fields.Text("description", TextRule.Description, Need.NotNull) ?? ""),
        fields.Patch("disabled", fields.Flag("disabled", Need.NotNull) ?? false),
        fields.Patch("eventTypes", fields.Texts("eventTypes", OperationIn.EventType, 1, Common.MostEventTypes)),
        Common.ThrottleRatePatch(fields),
        fields.Patch("metadata", Common.Metadata(fields, Need.NotNull) ?? Common.NoMetadata));

    public Endpoint Apply(Endpoint operation) => operation with
    {
        Description = Description.Or(operation.Description),
        Disabled = Disabled.Or(operation.Disabled),
        EventTypes = EventTypes.Or(operation.EventTypes),
        ThrottleRate = ThrottleRate.Or(operation.ThrottleRate),
        Metadata = Metadata.Or(operation.Metadata),
    };
}

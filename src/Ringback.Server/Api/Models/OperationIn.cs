using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Json;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

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
    /// <value>What an operation is shown with, and can't be given.</value>
    public static readonly string[] OnlyShown = Fields.Shape.OnlyShown(ApiJson.Default.OperationOut);

    /// <param name="connections">What <c>sql</c> operations may name.</param>
    public static OperationIn Read(JsonFields json, IReadOnlyList<string> connections)
    {
        Fields.Shape.RefuseOthers(json, OnlyShown);
        var (sql, http, emit) = (Fields.Sql.Read(json), Fields.Http.Read(json), Fields.Emit.Read(json));
        if (new[] { sql, http, emit }.Count(static kind => kind is not null) != 1 && !json.Errors.Any)
            Fields.Sql.Refuse(json, "exactly one of the fields sql, http and emit must be given");
        IReadOnlyDictionary<string, string>? headers = null;
        return new OperationIn(
            Fields.Uid.Read(json),
            Fields.Description.Read(json) ?? "",
            Fields.Disabled.Read(json) ?? false,
            Fields.EventTypes.Read(json),
            Fields.ThrottleRate.Read(json),
            Fields.Order.Read(json) ?? default,
            Fields.Exhausted.Read(json) ?? default,
            Fields.Metadata.Read(json) ?? Common.NoMetadata,
            new OperationDefinition
            {
                Conditions = Fields.Conditions.Read(json),
                RetrySchedule = Fields.RetrySchedule.Read(json),
                Sql = sql is null ? null : SqlOperationIn.Read(sql, connections),
                Http = http is null ? null : HttpOperationIn.Read(http, out headers),
                Emit = emit is null ? null : EmitOperationIn.Read(emit),
            },
            headers);
    }

    /// <summary>The operation with everything of it replaced but id and headers.</summary>
    public SourceOperation ApplyTo(SourceOperation operation) => operation with
    {
        Uid = Uid,
        Description = Description,
        Disabled = Disabled,
        EventTypes = EventTypes,
        ThrottleRate = ThrottleRate,
        Order = Order,
        WhenExhausted = WhenExhausted,
        Metadata = Metadata,
        Definition = Definition,
    };

    internal static class Fields
    {
        public static readonly InputShape Shape = new(
            "OperationIn", "An operation, whole: exactly one of `sql`, `http` and `emit`.",
            """{"uid":"paid","eventTypes":["payment_intent.succeeded"],"conditions":[{"pointer":"/data/object/currency","equals":"eur"}],"http":{"url":"https://example.com/orders/{{/data/object/id}}/paid"}}""");

        public static readonly TextRule UidRule = TextRule.Uid(IdPrefix.Operation);

        public static readonly Field<string> Uid = Shape.Optional("uid", Text(UidRule), "Your own name for it, unique in its source; may not begin with `op_`.");
        public static readonly Field<string> Description = Shape.Optional("description", Text(TextRule.Description), "A text for people.");
        public static readonly Field<bool?> Disabled = Shape.Optional("disabled", Flag(), "Whether it is disabled.");
        public static readonly Field<IReadOnlyList<string>> EventTypes = Shape.Optional(
            "eventTypes", TemplateFields.ProviderEventTypes, "Only messages of these types, as the provider writes them. Null means all.");

        public static readonly Field<IReadOnlyList<Condition>> Conditions = Shape.Optional(
            "conditions", ConditionFields.All, "The JSON body must meet all conditions; a body that isn't JSON meets none.");

        public static readonly Field<string> RetrySchedule = Shape.Optional(
            "retrySchedule", EventTypeFields.Schedule, "The waits between attempts, such as `5s,5m,30m`, or `none`. Null means those of the event type or of the server.");

        public static readonly Field<int?> ThrottleRate = Shape.Optional("throttleRate", Common.ThrottleRate, "The most runs per second.", "rateLimit");
        public static readonly Field<DeliveryOrder?> Order = Shape.Optional(
            "deliveryOrder", EndpointFields.Order, "`fifo` runs one at a time, in the order in which the events were accepted; a failing run delays the later ones.");

        public static readonly Field<WhenExhausted?> Exhausted = Shape.Optional(
            "whenExhausted", EndpointFields.Exhausted, "What a fifo operation does when the retries of a run are used up.");

        public static readonly Field<IReadOnlyDictionary<string, string>> Metadata = Shape.Optional("metadata", Common.Metadata, Common.MetadataNote);
        public static readonly Field<JsonFields> Sql = Shape.Optional("sql", Object(SqlOperationIn.Shape), "Statements on a named connection.");
        public static readonly Field<JsonFields> Http = Shape.Optional("http", Object(HttpOperationIn.Shape), "An HTTP request.");
        public static readonly Field<JsonFields> Emit = Shape.Optional("emit", Object(EmitOperationIn.Shape), "A message to an application.");
    }
}

/// <summary>What PATCH of an operation takes; what it does is replaced as a whole, by PUT.</summary>
internal sealed record OperationPatch(
    Patch<string> Description, Patch<bool> Disabled, Patch<IReadOnlyList<string>?> EventTypes, Patch<int?> ThrottleRate,
    Patch<IReadOnlyDictionary<string, string>> Metadata)
{
    public static OperationPatch Read(JsonFields json)
    {
        Fields.Shape.RefuseOthers(json, OperationIn.OnlyShown);
        return new OperationPatch(
            Fields.Description.ReadPatch(json, absent: ""),
            Fields.Disabled.ReadPatch(json, absent: false),
            Fields.EventTypes.ReadPatch(json),
            Fields.ThrottleRate.ReadPatchOfThrottle(json),
            Fields.Metadata.ReadPatch(json, Common.NoMetadata));
    }

    public SourceOperation Apply(SourceOperation operation) => operation with
    {
        Description = Description.Or(operation.Description),
        Disabled = Disabled.Or(operation.Disabled),
        EventTypes = EventTypes.Or(operation.EventTypes),
        ThrottleRate = ThrottleRate.Or(operation.ThrottleRate),
        Metadata = Metadata.Or(operation.Metadata),
    };

    internal static class Fields
    {
        public static readonly InputShape Shape = new("OperationPatch", "The fields to change; other fields don't change.", """{"disabled":true}""");
        public static readonly Field<string> Description = Shape.NotNull("description", Text(TextRule.Description), "A text for people.");
        public static readonly Field<bool?> Disabled = Shape.NotNull("disabled", Flag(), "Whether it is disabled.");
        public static readonly Field<IReadOnlyList<string>> EventTypes = Shape.Optional("eventTypes", TemplateFields.ProviderEventTypes, "Null means all.");
        public static readonly Field<int?> ThrottleRate = Shape.Optional("throttleRate", Common.ThrottleRateOrNone, "0 or null removes the limit.", "rateLimit");
        public static readonly Field<IReadOnlyDictionary<string, string>> Metadata = Shape.NotNull("metadata", Common.Metadata, "Replaces the current value.");
    }
}

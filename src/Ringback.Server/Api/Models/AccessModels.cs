using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Auth;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

internal sealed record AppPortalAccessIn(
    ApplicationIn? Application, Capability Capabilities, IReadOnlyList<string>? FeatureFlags, TimeSpan Life, string? SessionId)
{
    /// <value>What a bearer may do that may only look. Signing secrets are not part of it.</value>
    public const Capability ReadOnly = Capability.ViewBase;

    /// <summary>Of the token, in seconds.</summary>
    public static readonly WholeRule Expiry = Whole(3600, LongestLife);

    private const int LongestLife = 604_800;
    private static readonly string[] Names =
        ["ViewBase", "ViewEndpointSecret", "ManageEndpointSecret", "ManageTransformations", "CreateAttempts", "ManageEndpoint"];

    public static AppPortalAccessIn Read(JsonFields json) => new(
        Fields.Application.Read(json) is { } application ? ApplicationIn.Read(application) : null,
        ReadCapabilities(json),
        Fields.FeatureFlags.Read(json) is { Count: > 0 } flags ? flags : null,
        LifeOf(json, Fields.Life),
        Fields.SessionId.Read(json));

    /// <summary>Of the token; a week when left out.</summary>
    public static TimeSpan LifeOf(JsonFields json, Field<int?> expiry) => TimeSpan.FromSeconds(expiry.Read(json) ?? LongestLife);

    private static Capability ReadCapabilities(JsonFields json)
    {
        var readOnly = Fields.ReadOnly.Read(json) ?? false;
        if (Fields.Capabilities.Read(json) is not { } capabilities) return readOnly ? ReadOnly : Capability.All;
        return readOnly ? capabilities & ReadOnly : capabilities;
    }

    private static Capability? ReadNames(JsonFields json, string field, Need need)
    {
        if (json.Texts(field, TextRule.Any, 0, Names.Length, need) is not { } names) return null;
        var capabilities = Capability.None;
        foreach (var name in names)
        {
            var at = Array.IndexOf(Names, name);
            if (at < 0) json.Add(field, $"\"{name}\" is not one of {string.Join(", ", Names)}");
            else capabilities |= (Capability)(1 << at);
        }
        return capabilities;
    }

    internal static class Fields
    {
        public static readonly InputShape Shape = new("AppPortalAccessIn", "What the token allows.", """{"expiry":86400,"featureFlags":["beta"]}""");
        public static readonly Field<int?> Life = Shape.Optional("expiry", Expiry, "The seconds until the token expires; a week by default.");
        public static readonly Field<Capability?> Capabilities = Shape.Optional(
            "capabilities", Own<Capability?>(ReadNames, static () => Schema.Set(Schema.Choice(Names))), "What the token allows; everything by default.");

        public static readonly Field<bool?> ReadOnly =
            Shape.Optional("readOnly", Flag(), "Removes all capabilities except `ViewBase`, so signing secrets can't be read either.");

        public static readonly Field<IReadOnlyList<string>> FeatureFlags = Shape.Optional(
            "featureFlags", Texts(TextRule.EventType, 0, EventTypeFields.MostFlags), "Event types with flags are shown only if the token has one of their flags.");

        public static readonly Field<string> SessionId = Shape.Optional("sessionId", Text(TextRule.SessionId), "A name by which tokens can be revoked together.");
        public static readonly Field<JsonFields> Application = Shape.Optional(
            "application", Object(ApplicationIn.Fields.Shape), "The application is created if it doesn't exist. Its `uid` must be the one in the path.");
    }
}

internal sealed record AppPortalAccessOut(
    [property: Note("The link that opens the portal.", "https://hooks.example.com/portal#token=eyJ")] string Url,
    [property: Note("An application token (JWT).", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x")] string Token);

/// <param name="Grace">How long the tokens still work.</param>
/// <param name="SessionIds">Only those of these sessions; empty: all.</param>
internal sealed record ApplicationTokenExpireIn(TimeSpan Grace, IReadOnlyList<string> SessionIds)
{
    public static readonly InputShape Shape = new("ApplicationTokenExpireIn", "Which tokens to revoke, and when.", """{"expiry":0}""");

    private static readonly Field<int?> GraceField = Shape.Optional("expiry", Whole(0, 259_200), "The seconds until they expire; 0 by default.");
    private static readonly Field<IReadOnlyList<string>> SessionsField =
        Shape.Optional("sessionIds", Texts(TextRule.SessionId, 0, 1000), "Only the tokens of these sessions; by default all.");

    public static ApplicationTokenExpireIn Read(JsonFields json) => new(
        TimeSpan.FromSeconds(GraceField.Read(json) ?? 0),
        SessionsField.Read(json) ?? []);
}

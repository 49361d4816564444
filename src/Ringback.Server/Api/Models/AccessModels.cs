using Ringback.Server.Api.Http;
using Ringback.Server.Auth;

namespace Ringback.Server.Api.Models;

internal sealed record AppPortalAccessIn(
    ApplicationIn? Application, Capability Capabilities, IReadOnlyList<string>? FeatureFlags, TimeSpan Life, string? SessionId)
{
    /// <value>What a bearer may do that may only look. Signing secrets are not part of it.</value>
    public const Capability ReadOnly = Capability.ViewBase;

    private const int ShortestLife = 3600;
    private const int LongestLife = 604_800;
    private static readonly string[] Names =
        ["ViewBase", "ViewEndpointSecret", "ManageEndpointSecret", "ManageTransformations", "CreateAttempts", "ManageEndpoint"];

    public static AppPortalAccessIn Read(JsonFields fields) => new(
        fields.Object("application") is { } application ? ApplicationIn.Read(application) : null,
        ReadCapabilities(fields),
        fields.Texts("featureFlags", TextRule.EventType, 0, 25) is { Count: > 0 } flags ? flags : null,
        LifeOf(fields),
        fields.Text("sessionId", TextRule.SessionId));

    /// <summary>Of the token; a week when left out.</summary>
    public static TimeSpan LifeOf(JsonFields fields) => TimeSpan.FromSeconds(fields.Whole("expiry", ShortestLife, LongestLife) ?? LongestLife);

    private static Capability ReadCapabilities(JsonFields fields)
    {
        var readOnly = fields.Flag("readOnly") ?? false;
        if (fields.Texts("capabilities", TextRule.Any, 0, Names.Length) is not { } names)
            return readOnly ? ReadOnly : Capability.All;
        var capabilities = Capability.None;
        foreach (var name in names)
        {
            var at = Array.IndexOf(Names, name);
            if (at < 0) fields.Add("capabilities", $"\"{name}\" is not one of {string.Join(", ", Names)}");
            else capabilities |= (Capability)(1 << at);
        }
        return readOnly ? capabilities & ReadOnly : capabilities;
    }
}

internal sealed record AppPortalAccessOut(string Url, string Token);

/// <param name="Grace">How long the tokens still work.</param>
/// <param name="SessionIds">Only those of these sessions; empty: all.</param>
internal sealed record ApplicationTokenExpireIn(TimeSpan Grace, IReadOnlyList<string> SessionIds)
{
    private const int LongestGrace = 259_200;
    private const int MostSessions = 1000;

    public static ApplicationTokenExpireIn Read(JsonFields fields) => new(
        TimeSpan.FromSeconds(fields.Whole("expiry", 0, LongestGrace) ?? 0),
        fields.Texts("sessionIds", TextRule.SessionId, 0, MostSessions) ?? []);
}

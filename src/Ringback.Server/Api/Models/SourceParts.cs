using System.Net.Http.Headers;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Verification.Text;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>What of a source's requests is let in.</summary>
internal static class SourceRulesIn
{
    public static readonly InputShape Shape = new(
        "SourceRules", "Which requests are accepted.", """{"requestsPerSecond":100,"allowedSources":["192.0.2.0/24"]}""");

    private const int MostRanges = 1000;
    private static readonly string[] AllMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    private static readonly TextsRule TypesRule = Texts(TextRule.Printable(128), 1, 32);
    private static readonly TextsRule RangesRule = Texts(TextRule.Printable(64), 1, MostRanges);

    private static readonly Field<int?> RequestsPerSecond = Shape.Optional("requestsPerSecond", Whole(1, 1_000_000), "The most verified requests per second; no limit by default.");
    private static readonly Field<int?> UnverifiedPerSecond = Shape.Optional("unverifiedPerSecond", Whole(1, 10_000), "The most unverified requests per second; 20 by default.");
    private static readonly Field<int?> MaxBodyBytes = Shape.Optional("maxBodyBytes", Whole(1, SourceRules.LargestMaxBodyBytes), "The largest body in bytes; 1 MiB by default.");
    private static readonly Field<IReadOnlyList<string>> Methods = Shape.Optional(
        "methods", Own<IReadOnlyList<string>>(ReadMethods, static () => Schema.Set(Schema.Choice(AllMethods), 1, AllMethods.Length)),
        "The accepted methods of events; POST by default. Handshakes of the provider are always answered.");

    private static readonly Field<IReadOnlyList<string>> ContentTypes = Shape.Optional(
        "contentTypes", Own<IReadOnlyList<string>>(ReadTypes, TypesRule.Describe), "The accepted media types, such as `text/*`; by default any.");

    private static readonly Field<CidrList> AllowedSources = Shape.Optional(
        "allowedSources", Own<CidrList>(ReadRanges, RangesRule.Describe), "The addresses or ranges that may call; by default any.");

    private static readonly Field<CidrList> TrustedProxies = Shape.Optional(
        "trustedProxies", Own<CidrList>(ReadRanges, RangesRule.Describe), "The addresses or ranges of proxies whose `X-Forwarded-…` headers are used; by default none.");

    public static SourceRules Read(JsonFields json)
    {
        Shape.RefuseOthers(json);
        return new SourceRules(
            RequestsPerSecond.Read(json),
            UnverifiedPerSecond.Read(json) ?? SourceRules.DefaultUnverifiedPerSecond,
            MaxBodyBytes.Read(json) ?? SourceRules.DefaultMaxBodyBytes,
            Methods.Read(json),
            ContentTypes.Read(json),
            AllowedSources.Read(json),
            TrustedProxies.Read(json));
    }

    private static IReadOnlyList<string>? ReadMethods(JsonFields json, string name, Need need)
    {
        var methods = json.Texts(name, TextRule.Any, 1, AllMethods.Length, need);
        foreach (var method in methods ?? [])
        {
            if (!AllMethods.Contains(method)) json.Add(name, $"\"{method}\" is not one of {string.Join(", ", AllMethods)}");
        }
        return methods;
    }

    private static IReadOnlyList<string>? ReadTypes(JsonFields json, string name, Need need)
    {
        if (TypesRule.Read(json, name, need) is not { } types) return null;
        foreach (var type in types)
        {
            if (!IsMediaType(type)) json.Add(name, $"\"{type}\" isn't a media type, such as application/json or text/*");
        }
        return [.. types.Select(type => type.ToLowerInvariant())];
    }

    private static bool IsMediaType(string type) =>
        !type.Contains(';', StringComparison.Ordinal) && MediaTypeHeaderValue.TryParse(type, out _) && type != "*/*";

    private static CidrList? ReadRanges(JsonFields json, string name, Need need)
    {
        if (RangesRule.Read(json, name, need) is not { } texts) return null;
        if (CidrList.TryParse(string.Join(',', texts), out var list, out var error)) return list;
        json.Add(name, error);
        return null;
    }
}

/// <summary>What is answered to an event that is safe.</summary>
internal static class SourceAnswerIn
{
    public static readonly InputShape Shape = new(
        "SourceAnswer", "The answer to a stored event.", """{"status":202,"body":"ok","contentType":"text/plain"}""");

    private static readonly Field<int?> Status = Shape.Optional("status", Whole(200, 299), "200 by default.");
    private static readonly Field<string> Body = Shape.Optional("body", Text(TextRule.Between(0, 64 * 1024)), "Empty by default.");
    private static readonly Field<string> ContentType = Shape.Optional(
        "contentType",
        Text(TextRule.Printable(256)).And(static type => AnswerType.IsAllowed(type) ? null
            : $"must be one of {AnswerType.Shown}, if need be with charset=utf-8: the answer stands on this server's own origin"),
        "The content type of the body; `text/plain; charset=utf-8` by default.");

    public static SourceAnswer Read(JsonFields json)
    {
        Shape.RefuseOthers(json);
        var status = Status.Read(json) ?? 200;
        var body = Body.Read(json);
        var contentType = ContentType.Read(json);
        if (status is 204 or 205 && !string.IsNullOrEmpty(body)) Body.Refuse(json, $"must be left out: a {status} has none");
        return new SourceAnswer(status, string.IsNullOrEmpty(body) ? null : body, contentType);
    }
}

/// <summary>How an event is known to be one that came before.</summary>
internal static class SourceDuplicatesIn
{
    public static readonly InputShape Shape = new(
        "SourceDuplicates", "How duplicates are recognised.", """{"windowSeconds":86400}""");

    private static readonly Field<int?> Window = Shape.Optional(
        "windowSeconds", Whole(0, DuplicateRules.LongestWindowSeconds), "How long duplicates of an event are recognised; 7 days by default, and 0 turns this off.");

    private static readonly Field<bool?> AlsoBody = Shape.Optional(
        "alsoBody", Flag(), "If the provider's id isn't signed (GitHub, Shopify), an event with the same body is a duplicate, even with another id.");

    private static readonly Field<JsonFields> NaturalKey = Shape.Optional(
        "naturalKey", Object(NaturalKeyIn.Shape), "The values that identify an event; two events with the same values are the same event, even with different ids.");

    public static DuplicateRules Read(JsonFields json)
    {
        Shape.RefuseOthers(json);
        return new DuplicateRules(
            Window.Read(json) ?? DuplicateRules.DefaultWindowSeconds,
            AlsoBody.Read(json) ?? false,
            NaturalKey.Read(json) is { } key ? NaturalKeyIn.Read(key) : null);
    }
}

using System.Net.Http.Headers;
using Ringback.Core.Catalog;
using Ringback.Core.Http;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>What of a source is our own: its rules, its answer, what it takes for a duplicate, the URL that its provider sees.</summary>
internal static class SourceFields
{
    public static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    public const int MostRanges = 1000;
    public const int LongestAnswer = 64 * 1024;
    private const int MostRequests = 1_000_000;
    private const int MostUnverified = 10_000;
    private const int MostContentTypes = 32;
    private const int LongestUrl = 4096;

    public static SourceRules Rules(JsonFields rules)
    {
        rules.Only("requestsPerSecond", "unverifiedPerSecond", "maxBodyBytes", "methods", "contentTypes", "allowedSources", "trustedProxies");
        return new SourceRules(
            (int?)rules.Whole("requestsPerSecond", 1, MostRequests),
            (int?)rules.Whole("unverifiedPerSecond", 1, MostUnverified) ?? SourceRules.DefaultUnverifiedPerSecond,
            (int?)rules.Whole("maxBodyBytes", 1, SourceRules.LargestMaxBodyBytes) ?? SourceRules.DefaultMaxBodyBytes,
            MethodsOf(rules),
            ContentTypes(rules),
            Ranges(rules, "allowedSources"),
            Ranges(rules, "trustedProxies"));
    }

    public static SourceAnswer Answer(JsonFields answer)
    {
        answer.Only("status", "body", "contentType");
        var status = (int?)answer.Whole("status", 200, 299) ?? 200;
        var body = answer.Text("body", TextRule.Between(0, LongestAnswer));
        var contentType = answer.Text("contentType", TextRule.Printable(256));
        if (contentType is not null && !AnswerType.IsAllowed(contentType))
            answer.Add("contentType", $"must be one of {AnswerType.Shown}, if need be with charset=utf-8: the answer stands on this server's own origin");
        if (status is 204 or 205 && !string.IsNullOrEmpty(body)) answer.Add("body", $"must be left out: a {status} has none");
        return new SourceAnswer(status, string.IsNullOrEmpty(body) ? null : body, contentType);
    }

    public static DuplicateRules Duplicates(JsonFields duplicates)
    {
        duplicates.Only("windowSeconds", "alsoBody", "naturalKey");
        return new DuplicateRules(
            (int?)duplicates.Whole("windowSeconds", 0, DuplicateRules.LongestWindowSeconds) ?? DuplicateRules.DefaultWindowSeconds,
            duplicates.Flag("alsoBody") ?? false,
            PollFields.NaturalKey(duplicates.Object("naturalKey")));
    }

    public static string? PublicUrl(JsonFields fields)
    {
        if (fields.Text("publicUrl", TextRule.Printable(LongestUrl)) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
            && url.UserInfo.Length == 0 && !text.AsSpan().ContainsAny('#', '?', ' ')) return text;
        fields.Add("publicUrl", "must be the URL that the provider calls, such as https://hooks.example.com/square, without a query, or its origin alone");
        return null;
    }

    private static IReadOnlyList<string>? MethodsOf(JsonFields rules)
    {
        var methods = rules.Texts("methods", TextRule.Any, 1, Methods.Length);
        foreach (var method in methods ?? [])
        {
            if (!Methods.Contains(method)) rules.Add("methods", $"\"{method}\" is not one of {string.Join(", ", Methods)}");
        }
        return methods;
    }

    private static string[]? ContentTypes(JsonFields rules)
    {
        if (rules.Texts("contentTypes", TextRule.Printable(128), 1, MostContentTypes) is not { } types) return null;
        foreach (var type in types)
        {
            if (!IsMediaType(type)) rules.Add("contentTypes", $"\"{type}\" is no media type, such as application/json or text/*");
        }
        return [.. types.Select(type => type.ToLowerInvariant())];
    }

    private static bool IsMediaType(string type) =>
        !type.Contains(';', StringComparison.Ordinal) && MediaTypeHeaderValue.TryParse(type, out _) && type != "*/*";

    private static CidrList? Ranges(JsonFields rules, string name)
    {
        if (rules.Texts(name, TextRule.Printable(64), 1, MostRanges) is not { } texts) return null;
        if (CidrList.TryParse(string.Join(',', texts), out var list, out var error)) return list;
        rules.Add(name, error);
        return null;
    }
}

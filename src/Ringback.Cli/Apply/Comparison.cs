using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ringback.Core.Crypto;
using Ringback.Server.Api.Models;

namespace Ringback.Cli.Apply;

/// <summary>
/// What a file wants beside what a server has. Fields that the file doesn't mention stay as they are. Secrets aren't given back by the
/// server: whether they changed is told by a digest, which a source keeps in its metadata and the API shows of an operation's headers.
/// </summary>
internal static class Comparison
{
    /// <value>The key in a source's metadata.</value>
    public const string Digest = "ringback-apply";

    private const int LongestShown = 80;

    /// <value>What the server says of itself, and doesn't take.</value>
    private static readonly string[] ReadOnly = ["id", "kind", "createdAt", "updatedAt", "ingestUrl", "filterTypes", "rateLimit", "version"];

    /// <value>Kept by the server when an endpoint is replaced: given to a new one only.</value>
    private static readonly string[] OfNewEndpoint = ["secret", "headers"];

    /// <param name="current">As the server shows it; null when it isn't there.</param>
    public static Change Compare(Desired wanted, JsonObject? current)
    {
        var fields = (JsonObject)wanted.Fields.DeepClone();
        if (wanted.Kind == DesiredKind.Source) AddDigest(fields, current);
        if (current is null) return new Change(wanted, true, [], fields);

        var changes = new List<FieldChange>();
        foreach (var (name, value) in fields)
        {
            if (wanted.Kind == DesiredKind.Endpoint && OfNewEndpoint.Contains(name)) continue;
            if (wanted.Kind == DesiredKind.Source && name == "config")
            {
                if ((string?)current["metadata"]?[Digest] != (string?)fields["metadata"]![Digest]) changes.Add(new FieldChange(name, null, null));
            }
            else if (wanted.Kind == DesiredKind.Source && name == "expectations")
            {
                var (shown, hidden) = ExpectationRules.Split(value);
                var sameHidden = hidden is null || (string?)current["metadata"]?[Digest] == (string?)fields["metadata"]![Digest];
                if (!sameHidden || !Same(shown, ExpectationRules.Split(current[name]).Shown))
                    changes.Add(new FieldChange(name, null, null));
            }
            else if (name == "metadata" ? !Same(Plain(value), Plain(current[name])) : !Same(OfKind(name, value, current), current[name]))
            {
                var hidden = name == "http";
                changes.Add(new FieldChange(name, hidden ? null : Shown(current[name]), hidden ? null : Shown(value)));
            }
        }
        return new Change(wanted, false, changes, Over(current, fields, wanted.Kind)) { HasUncompared = wanted.Kind == DesiredKind.Endpoint && OfNewEndpoint.Any(fields.ContainsKey) };
    }

    /// <summary>The server's fields with the file's over them.</summary>
    private static JsonObject Over(JsonObject current, JsonObject fields, DesiredKind kind)
    {
        var body = new JsonObject();
        foreach (var (name, value) in current)
        {
            // A kind is whole, or another one takes its place; a configuration and rules come without their secrets, and stay without being given.
            if (ReadOnly.Contains(name) || (kind == DesiredKind.Operation && name is "sql" or "http" or "emit") || (kind == DesiredKind.Source && name is "config" or "expectations")) continue;
            if (value is not null) body[name] = value.DeepClone();
        }
        foreach (var (name, value) in fields) body[name] = value?.DeepClone();
        return body;
    }

    /// <summary>What is given, as the server shows it.</summary>
    private static JsonNode? OfKind(string name, JsonNode? value, JsonObject current)
    {
        if (value is not JsonObject given) return value;
        var shown = (JsonObject)given.DeepClone();
        switch (name)
        {
            case "sql":
                foreach (var statement in shown["statements"] as JsonArray ?? [])
                {
                    if (statement is not JsonObject one) continue;
                    one["parameters"] ??= new JsonObject();

                    // What the file does not have the statement must not have either.
                    one.TryAdd("expectRows", null);
                }

                break;
            case "http":
                shown["method"] ??= "POST";
                var headers = (shown["headers"] as JsonObject)?.ToDictionary(static h => h.Key, static h => h.Value?.ToString() ?? "");
                shown.Remove("headers");
                var url = shown["url"]?.ToString() ?? "";
                shown["url"] = SecretUrl.Mask(url);
                shown["headersDigest"] = HttpOperationOut.Digest((string)current["id"]!, headers, url);
                break;
        }
        return shown;
    }

    /// <summary>Whether all that is given is so; of an object, what isn't given may be anything.</summary>
    private static bool Same(JsonNode? given, JsonNode? current) => (given, current) switch
    {
        (JsonObject a, JsonObject b) => a.All(field => Same(field.Value, b[field.Key])),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(static pair => Same(pair.First, pair.Second)),
        (JsonArray { Count: 0 }, null) or (null, JsonArray { Count: 0 }) => true,
        _ => JsonNode.DeepEquals(given, current),
    };

    private static void AddDigest(JsonObject fields, JsonObject? current)
    {
        var metadata = fields["metadata"]?.DeepClone() as JsonObject ?? Plain(current?["metadata"]);
        var hidden = ExpectationRules.Split(fields["expectations"]).Hidden;
        var digest = fields["config"] is not null || hidden is not null
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{fields["uid"]}\n{fields["config"]?.ToJsonString()}{hidden}")))[..16]
            : (string?)current?["metadata"]?[Digest];
        if (digest is not null) metadata[Digest] = digest;
        fields["metadata"] = metadata;
    }

    /// <summary>Metadata without what is ours; exactly these.</summary>
    private static JsonObject Plain(JsonNode? metadata)
    {
        var plain = metadata?.DeepClone() as JsonObject ?? [];
        plain.Remove(Digest);
        return plain;
    }

    private static string Shown(JsonNode? value)
    {
        var text = value?.ToJsonString() ?? "null";
        return text.Length <= LongestShown ? text : text[..LongestShown] + "…";
    }
}

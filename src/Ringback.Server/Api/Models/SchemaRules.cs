using System.Globalization;
using System.Text.Json;
using Json.Schema;

namespace Ringback.Server.Api.Models;

/// <summary>
/// Checks the JSON schemas of event types against the meta-schema of their draft. A schema is only data here: what it refers to is not
/// looked up or fetched, and its patterns are not run.
/// </summary>
internal static class SchemaRules
{
    /// <value>Values in one text of schemas, each object, list, text and number. Checking one takes up to half a millisecond.</value>
    public const int MostValues = 5000;

    /// <value>Values in all schemas of a request that brings those of many event types.</value>
    public const int MostValuesOfImport = 4 * MostValues;

    private const int MostFaults = 10;
    private const int MostLooked = 200;

    private static readonly EvaluationOptions Briefly = new() { OutputFormat = OutputFormat.Flag };
    private static readonly EvaluationOptions InDetail = new() { OutputFormat = OutputFormat.Hierarchical };

    /// <value>By what <c>$schema</c> says.</value>
    private static readonly Dictionary<string, JsonSchema> Drafts = new(StringComparer.Ordinal)
    {
        ["https://json-schema.org/draft/2020-12/schema"] = MetaSchemas.Draft202012,
        ["https://json-schema.org/draft/2019-09/schema"] = MetaSchemas.Draft201909,
        ["http://json-schema.org/draft-07/schema"] = MetaSchemas.Draft7,
        ["http://json-schema.org/draft-06/schema"] = MetaSchemas.Draft6,
    };

    /// <summary>What is wrong, and where: from the outside in.</summary>
    /// <param name="schemas">By version, as <c>{"1": {…}}</c>, or one schema by itself.</param>
    public static IReadOnlyList<(string[] At, string Problem)> Faults(JsonElement schemas)
    {
        if (CountValues(schemas, MostValues) > MostValues)
            return [([], $"must have at most {MostValues} values in all")];
        var versions = schemas.EnumerateObject().Where(static property => VersionOf(property.Name) is not null).ToArray();
        return versions.Length == 0
            ? FaultsOf(schemas, [])
            : [.. versions.SelectMany(static version => FaultsOf(version.Value, [version.Name])).Take(MostFaults)];
    }

    /// <summary>The number of a version's name, <c>2</c> or <c>v2</c>; null when it is none.</summary>
    public static long? VersionOf(string name) =>
        long.TryParse(name.AsSpan().TrimStart('v'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>How many values a text has; it stops counting beyond <paramref name="most"/>.</summary>
    public static int CountValues(JsonElement element, int most)
    {
        var count = 1;
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
                if (count <= most) count += CountValues(property.Value, most - count);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                if (count <= most) count += CountValues(item, most - count);
        }

        return count;
    }

    private static IReadOnlyList<(string[] At, string Problem)> FaultsOf(JsonElement schema, string[] at)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False) return [];
        if (schema.ValueKind != JsonValueKind.Object) return [(at, "must be a JSON schema: an object, true or false")];
        var isDeclared = Drafts.TryGetValue(Declared(schema) ?? "", out var draft);
        draft ??= MetaSchemas.Draft202012;
        if (draft.Evaluate(schema, Briefly).IsValid) return [];
        var faults = new List<(string[] Place, string Problem)>();
        Collect(draft.Evaluate(schema, InDetail), faults);
        // One that doesn't say what it is may be written as OpenAPI 3.0 and older drafts have it.
        return [.. faults.Where(fault => isDeclared || !IsOldForm(schema, fault.Place)).Take(MostFaults).Select(fault => ((string[])[.. at, .. fault.Place], fault.Problem))];
    }

    private static bool IsOldForm(JsonElement schema, string[] place)
    {
        foreach (var step in place)
        {
            if (schema.ValueKind == JsonValueKind.Array) schema = schema[int.Parse(step, CultureInfo.InvariantCulture)];
            else schema = schema.GetProperty(step);
        }

        return place is [.., "items"] && schema.ValueKind == JsonValueKind.Array
            || place is [.., "exclusiveMinimum" or "exclusiveMaximum"] && schema.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    private static string? Declared(JsonElement schema) =>
        schema.TryGetProperty("$schema", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()!.TrimEnd('#') : null;

    /// <summary>Goes down where it isn't valid only: of a choice that is met in one way, the others' faults are none. One for each place.</summary>
    private static void Collect(EvaluationResults results, List<(string[] Place, string Problem)> faults)
    {
        if (results.IsValid || faults.Count == MostLooked) return;
        foreach (var inner in results.Details ?? []) Collect(inner, faults);
        if (results.Errors is not { Count: > 0 } errors) return;
        string[] place = [.. results.InstanceLocation.ToString().Split('/').Skip(1).Select(static step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
        if (faults.Count < MostLooked && !faults.Exists(fault => fault.Place.SequenceEqual(place)))
            faults.Add((place, $"is no JSON schema: {errors.First().Value}"));
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ringback.Cli.Usage;
using Ringback.Core.Ids;
using Ringback.Server.Api.EventTypes;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Settings;
using Ringback.Verification.Types;

namespace Ringback.Cli.Apply;

/// <summary>
/// A file that says what a server shall have: sources, with their endpoints and operations, as the API takes them, each known by its uid.
/// <c>${NAME}</c> in any text is a variable of the environment (<c>$${</c> is a plain <c>${</c>), so that secrets needn't stand in it.
/// </summary>
internal sealed partial class ApplyFile
{
    private static readonly string[] Fields = ["sources"];
    private static readonly string[] Parts = ["endpoints", "operations"];

    private readonly string _name;
    private readonly YamlPlaces _places;
    private readonly Func<string, string?> _variable;
    private readonly List<string> _problems = [];
    private readonly List<Desired> _wanted = [];

    private ApplyFile(string name, YamlPlaces places, Func<string, string?> variable) => (_name, _places, _variable) = (name, places, variable);

    /// <summary>What the file wants, sources before what belongs to them.</summary>
    /// <param name="name">Of the file, for messages.</param>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="variable">Of the environment.</param>
    /// <exception cref="UsageException">All that is wrong, each with its place.</exception>
    public static IReadOnlyList<Desired> Read(string name, string text, Func<string, string?> variable)
    {
        var places = new YamlPlaces();
        if (!YamlText.TryRead(text, out var node, out var problem, places)) throw new UsageException($"{name} {problem}.");
        var file = new ApplyFile(name, places, variable);
        file.Take(node);
        return file._problems.Count == 0 ? file._wanted : throw new UsageException(string.Join("\n          ", file._problems));
    }

    private void Take(JsonNode? node)
    {
        if (node is not JsonObject root)
        {
            Wrong("", "must contain sources");
            return;
        }
        Unknown("", root, Fields);
        foreach (var (source, at) in Objects(root, "sources", ""))
        {
            Unknown(at, source, KnownFields.Shape(DesiredKind.Source), Parts);
            if (UidOf(source, at) is not { } uid) continue;
            var own = new JsonObject([.. source.Where(static f => !Parts.Contains(f.Key)).Select(static f => KeyValuePair.Create(f.Key, f.Value?.DeepClone()))]);
            if (own["type"] is null) Wrong(at, "has no type");
            own["name"] ??= uid;
            Add(DesiredKind.Source, uid, null, own, at);
            CheckType(Text(own["type"]), YamlPlaces.Join(at, "type"));
            foreach (var (endpoint, place) in Objects(source, "endpoints", at)) AddPart(DesiredKind.Endpoint, uid, endpoint, place);
            foreach (var (operation, place) in Objects(source, "operations", at)) AddPart(DesiredKind.Operation, uid, operation, place);
        }
    }

    private void CheckType(string? type, string at)
    {
        // Of a variable without a value that is said already; of what is no text the server says what it is.
        if (string.IsNullOrEmpty(type) || SourceTypes.IsKnown(type)) return;
        Wrong(at, $"there is no source type {type}: " + (NearestName.Find(type, SourceTypes.Names) is { } nearest ? $"did you mean {nearest}?" : "`ringback sources create --help` lists them"));
    }

    private void AddPart(DesiredKind kind, string source, JsonObject fields, string at)
    {
        Unknown(at, fields, KnownFields.Shape(kind), KnownFields.OtherNames(kind).Keys);
        if (UidOf(fields, at) is { } uid) Add(kind, uid, source, (JsonObject)fields.DeepClone(), at);
    }

    private void Add(DesiredKind kind, string uid, string? source, JsonObject fields, string at)
    {
        Fill(fields, at);
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (other, name) in KnownFields.OtherNames(kind))
        {
            if (Rename(fields, other, name, at)) written[name] = other;
        }
        if (_wanted.Exists(w => w.Kind == kind && w.Uid == uid && w.Source == source)) Wrong(at, $"occurs twice: {uid}");
        _wanted.Add(new Desired(kind, uid, source, fields, $"{_name}:{_places.Find(at)}") { WrittenAs = written });
    }

    /// <summary>A request has one spelling of a field: the server's, with which the file's value is compared.</summary>
    private bool Rename(JsonObject fields, string other, string name, string at)
    {
        if (!fields.Remove(other, out var value)) return false;
        if (fields.ContainsKey(name)) Wrong(YamlPlaces.Join(at, other), $"{other} is another name of {name}, which is given, too: give one of them");
        else fields[name] = value;
        return true;
    }

    private string? UidOf(JsonObject fields, string at)
    {
        if (fields["uid"] is JsonValue value && value.GetValueKind() == JsonValueKind.String && (string)value! is { Length: > 0 } uid)
        {
            if (!PathStep.Is(uid)) return uid;
            Wrong(at, $"has the uid {uid}, which has a special meaning in the path of a URL");
            return null;
        }
        Wrong(at, fields["uid"] is JsonValue other && other.GetValueKind() != JsonValueKind.String
            ? $"has a uid that is not a text; write uid: \"{other.ToJsonString()}\""
            : "has no uid; a uid identifies it when the file is applied again");
        return null;
    }

    private IEnumerable<(JsonObject Item, string At)> Objects(JsonObject parent, string name, string at)
    {
        if (parent[name] is not { } node) yield break;
        at = YamlPlaces.Join(at, name);
        if (node is not JsonArray list)
        {
            Wrong(at, $"{name} must be a list");
            yield break;
        }
        for (var i = 0; i < list.Count; i++)
        {
            var place = YamlPlaces.Join(at, i);
            if (list[i] is JsonObject item) yield return (item, place);
            else Wrong(place, $"an item of {name} must be a mapping");
        }
    }

    /// <summary>Puts variables in their places.</summary>
    private void Fill(JsonNode node, string at)
    {
        if (node is JsonObject map)
        {
            foreach (var (name, value) in map.ToList())
            {
                if (Text(value) is { } text) map[name] = Filled(text, YamlPlaces.Join(at, name));
                else if (value is not null) Fill(value, YamlPlaces.Join(at, name));
            }
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (Text(list[i]) is { } text) list[i] = Filled(text, YamlPlaces.Join(at, i));
                else if (list[i] is { } item) Fill(item, YamlPlaces.Join(at, i));
            }
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? (string)value! : null;

    private string Filled(string text, string at) => Variable().Replace(text, match =>
    {
        if (match.Value == "$${") return "${";
        var name = match.Groups["name"].Value;
        if (_variable(name) is { Length: > 0 } value) return value;
        Wrong(at, $"the variable {name} is {(_variable(name) is null ? "not set" : "empty")}");
        return "";
    });

    /// <summary>Notes unknown fields, also in the objects within: the server takes no notice of some, so they would change nothing at each run.</summary>
    private void Unknown(string at, JsonObject fields, InputShape shape, params IEnumerable<string> more)
    {
        Unknown(at, fields, [.. shape.Fields.Select(static field => field.Name), .. more]);
        foreach (var field in shape.Fields)
        {
            if (field.Rule.Inner is not { } inner) continue;
            var place = YamlPlaces.Join(at, field.Name);
            if (fields[field.Name] is JsonObject one) Unknown(place, one, inner);
            if (fields[field.Name] is not JsonArray list) continue;
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i] is JsonObject item) Unknown(YamlPlaces.Join(place, i), item, inner);
            }
        }
    }

    private void Unknown(string at, JsonObject fields, string[] known)
    {
        foreach (var name in fields.Select(static field => field.Key).Where(name => !known.Contains(name)))
            Wrong(YamlPlaces.Join(at, name), $"there is no field {name} here{(NearestName.Find(name, known) is { } nearest ? $": did you mean {nearest}?" : "")}");
    }

    private void Wrong(string at, string problem) => _problems.Add($"{_name}:{_places.Find(at)}: {problem}.".Replace("?.", "?", StringComparison.Ordinal));

    [GeneratedRegex(@"\$\$\{|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Variable();
}

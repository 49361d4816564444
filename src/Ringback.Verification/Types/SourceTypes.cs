using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Ringback.Verification.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Types;

/// <summary>The types of sources by their names, and how a source of each is made of its configuration.</summary>
/// <param name="keys">Where keys and certificates that aren't in the configuration come from.</param>
/// <param name="scheduled">Makes a source of type <c>cron</c>; null where nothing fires by itself, as in the client library.</param>
internal sealed partial class SourceTypes(IKeyHost keys, Func<ConfigReader, SourceProfile?>? scheduled = null)
{
    /// <summary>More older secrets than these nobody rotates at a time.</summary>
    public const int MostRetiring = 4;

    private const int MostOnTop = 4;
    private static readonly Dictionary<string, Builder> Builders = AllBuilders();

    private delegate SourceProfile? Builder(string type, ConfigReader config, IKeyHost keys);

    public static IReadOnlyCollection<string> Names => Builders.Keys;

    public static bool IsKnown(string type) => Builders.ContainsKey(type);

    /// <summary>
    /// The source, or all that is wrong with its current configuration. Of the retiring ones only the secrets count, under the rules of the
    /// current one; those that don't fit it are left out.
    /// </summary>
    public bool TryBuild(string type, SourceSecrets secrets, [NotNullWhen(true)] out SourceProfile? source, out IReadOnlyList<ConfigError> errors)
    {
        if (!TryBuild(type, secrets.Current, out source, out errors)) return false;
        var older = new List<(IRequestVerifier, DateTimeOffset)>();
        foreach (var (config, until) in secrets.Retiring.OrderByDescending(retiring => retiring.Until).Take(MostRetiring))
        {
            if (RetiredSecrets.WithSecretsOf(secrets.Current, config, source.CredentialFields) is { } merged && TryBuild(type, merged, out var retiring, out _))
                older.Add((retiring.Verifier, until));
        }
        if (older.Count > 0) source = source with { Verifier = new RotatingVerifier(source.Verifier, older) };
        return true;
    }

    public bool TryBuild(string type, JsonElement? config, [NotNullWhen(true)] out SourceProfile? source, out IReadOnlyList<ConfigError> errors)
    {
        var problems = new List<ConfigError>();
        errors = problems;
        source = null;
        if (SeveralSecrets.Expand(config, problems) is not { } configs) return false;
        if (!TryBuild(type, configs[0], problems, out source)) return false;
        var others = new List<(IRequestVerifier, DateTimeOffset)>();
        for (var i = 1; i < configs.Count; i++)
        {
            if (!TryBuild(type, configs[i], problems, out var other))
            {
                source = null;
                return false;
            }
            others.Add((other.Verifier, DateTimeOffset.MaxValue));
        }
        if (others.Count > 0) source = source with { Verifier = new RotatingVerifier(source.Verifier, others) };
        return true;
    }

    private bool TryBuild(string type, JsonElement? config, List<ConfigError> problems, [NotNullWhen(true)] out SourceProfile? source)
    {
        source = null;
        if (!Builders.TryGetValue(type, out var build))
        {
            problems.Add(new ConfigError(["type"], "isn't a type of source; one of " + string.Join(", ", Names)));
            return false;
        }
        var reader = ConfigReader.Create(config, problems);
        var built = type == Cron && scheduled is not null ? scheduled(reader) : build(type, reader, keys);
        var events = ReadEvents(reader, built?.Events ?? EventShape.Opaque);
        var onTop = ReadOnTop(reader);
        reader.RefuseUnknown();
        if (reader.Failed || built is null) return false;
        source = built with
        {
            Events = events,
            Verifier = onTop.Count > 0 ? new AllVerifier(built.Verifier, onTop) : built.Verifier,
            IsVerified = built.IsVerified || onTop.Count > 0,
            // What stands on top has secrets of its own: shown neither.
            CredentialFields = reader.Credentials,
            SecretFields = onTop.Count > 0 ? [.. reader.Secrets, "also"] : reader.Secrets,
        };
        return true;
    }

    /// <summary>Every type's: where ids and types stand, when not where the provider has them.</summary>
    private static EventShape ReadEvents(ConfigReader config, EventShape preset)
    {
        var id = ReadPlace(config, "eventIdHeader", "eventIdPointer");
        var type = ReadPlace(config, "eventTypeHeader", "eventTypePointer");
        return preset with
        {
            Id = id ?? preset.Id,
            IdIsUnsigned = id is null ? preset.IdIsUnsigned : id is HeaderPlace,
            // Whoever says where his ids stand has chosen them for the key, too.
            Keys = id is null ? preset.Keys : [EventKey.Single(id) with { IsSigned = id is not HeaderPlace }],
            KeySource = id is null ? preset.KeySource : null,
            Type = type ?? preset.Type,
        };
    }

    private static ValuePlace? ReadPlace(ConfigReader config, string headerField, string pointerField)
    {
        var header = config.HeaderName(headerField);
        var text = config.OptionalText(pointerField);
        if (header is not null && text is not null) config.Add(pointerField, $"can't be set together with {headerField}; set one of them");
        if (text is null) return header is null ? null : new HeaderPlace(header);
        if (JsonPointer.TryParse(text, out var pointer)) return new BodyPlace(pointer);
        config.Add(pointerField, "must be a JSON Pointer (RFC 6901), such as /data/id");
        return null;
    }

    /// <summary>Every type's: <c>also: [{ "type": "ip-allow-list", "config": {…} }]</c>, of the types that look at headers and addresses.</summary>
    private static List<IRequestVerifier> ReadOnTop(ConfigReader config)
    {
        var verifiers = new List<IRequestVerifier>();
        foreach (var item in config.Objects("also", MostOnTop))
        {
            var type = item.Choice("type", "", Basic, ApiKey, AddressList);
            if (type.Length == 0) item.Add("type", "is missing");
            var inner = item.Object("config");
            var verifier = type.Length == 0 ? null : ReadPlain(type, inner);
            if (verifier is not null)
            {
                inner.RefuseUnknown();
                verifiers.Add(verifier);
            }
            item.RefuseUnknown();
        }
        return verifiers;
    }
}

using System.Text;
using Ringback.Core.Settings;

namespace Ringback.Server.Settings;

/// <summary>
/// Puts the settings together: defaults, then the settings file, then <c>RINGBACK_…</c> variables, then flags; the later wins.
/// </summary>
internal sealed class SettingsLoader
{
    internal const string FileVariable = "RINGBACK_CONFIG";

    /// <value>Read by the commands that ask a running server.</value>
    internal const string TokenVariable = "RINGBACK_TOKEN";
    internal const string FileFlag = "--config";
    internal const string DefaultFile = "ringback.json";
    private const string Prefix = "RINGBACK_";

    private readonly RingbackOptions _options = new();
    private readonly Dictionary<string, string> _origins = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SettingError> _unreadable = new(StringComparer.Ordinal);
    private readonly List<SettingError> _errors = [];
    private readonly List<string> _warnings = [];

    private SettingsLoader()
    {
    }

    /// <param name="flags">Key to text, of the flags that were given (<c>config</c> too).</param>
    /// <param name="variables">The environment.</param>
    /// <param name="folder">The working directory, where <c>ringback.json</c> is looked for.</param>
    public static LoadedSettings Load(
        IReadOnlyDictionary<string, string> flags, IReadOnlyDictionary<string, string> variables, string folder)
    {
        var loader = new SettingsLoader();
        loader.TakeFile(flags.GetValueOrDefault("config"), variables.GetValueOrDefault(FileVariable), folder);
        loader.TakeVariables(variables);
        foreach (var (key, text) in flags)
        {
            if (SettingsTable.Find(key) is not { } setting) continue;
            loader.Take(setting, text, "--" + key);
            if (setting.FlagProblem?.Invoke(text) is { } problem)
                loader._unreadable[key] = new SettingError(key, Setting.Mask, "--" + key, problem, $"Set it in {setting.Variable} or in the settings file.");
        }
        return loader.Finish();
    }

    /// <summary>The process's environment as <see cref="Load"/> takes it.</summary>
    public static IReadOnlyDictionary<string, string> Environment()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        return variables;
    }

    private void TakeFile(string? flag, string? variable, string folder)
    {
        var named = !string.IsNullOrEmpty(flag) ? flag : variable;
        var origin = !string.IsNullOrEmpty(flag) ? FileFlag : FileVariable;
        var path = Path.GetFullPath(string.IsNullOrEmpty(named) ? DefaultFile : named, folder);
        if (!File.Exists(path))
        {
            if (!string.IsNullOrEmpty(named))
            {
                _errors.Add(new SettingError("config", named, origin, "there is no such file",
                    $"Give the path of a settings file, or leave {origin} out."));
            }
            return;
        }
        var file = SettingsFile.Read(path);
        _errors.AddRange(file.Errors);
        foreach (var (setting, text) in file.Values) Take(setting, text, path);
    }

    private void TakeVariables(IReadOnlyDictionary<string, string> variables)
    {
        foreach (var setting in SettingsTable.All)
        {
            // Compose files and shells pass on variables that nobody set as empty ones.
            if (variables.TryGetValue(setting.Variable, out var text) && text.Length > 0) Take(setting, text, setting.Variable);
        }
        var known = SettingsTable.All.Select(s => s.Variable).Concat([FileVariable, TokenVariable]).ToArray();
        foreach (var name in variables.Keys.Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (known.Contains(name, StringComparer.Ordinal)) continue;
            // No error: Kubernetes sets RINGBACK_PORT and the like beside every service called ringback.
            // The prefix, which all have, makes no two names near.
            if (NearestName.Find(name[Prefix.Length..], known.Select(static k => k[Prefix.Length..])) is { } nearest)
                _warnings.Add($"{name} is not a setting and is ignored. Did you mean {Prefix}{nearest}?");
        }
    }

    private void Take(Setting setting, string text, string origin)
    {
        _origins[setting.Key] = origin;
        _unreadable.Remove(setting.Key);
        if (setting.Assign(_options, text) is not { } problem) return;
        var shown = setting.Secret ? Setting.Mask : text;
        _unreadable[setting.Key] = new SettingError(setting.Key, shown, origin, problem, setting.Write + ".");
    }

    private LoadedSettings Finish()
    {
        // What couldn't be read left the default in its place, which needs no second message.
        _errors.AddRange(_unreadable.Values);
        _errors.AddRange(RingbackOptionsValidator.Validate(_options, key => _origins.GetValueOrDefault(key, "default"))
            .Where(e => !_unreadable.ContainsKey(e.Key)));
        return new LoadedSettings(_options, _origins, _errors, _warnings);
    }

    /// <summary>All errors as text for a terminal.</summary>
    public static string Explain(IReadOnlyList<SettingError> errors)
    {
        var text = new StringBuilder();
        text.Append(errors.Count == 1 ? "a setting is wrong:" : $"{errors.Count} settings are wrong:");
        foreach (var error in errors) text.Append("\n  ").Append(error);
        return text.ToString();
    }
}

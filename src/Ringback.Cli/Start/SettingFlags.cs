using System.CommandLine;
using Ringback.Core.Settings;
using Ringback.Server.Settings;

namespace Ringback.Cli.Start;

/// <summary>A flag for every setting that may have one, and the loading of the settings from what was given.</summary>
internal sealed class SettingFlags
{
    private readonly Dictionary<string, Option<string?>> _flags = new(StringComparer.Ordinal);

    /// <param name="keys">The settings that the command takes; none given: all.</param>
    /// <param name="fallbacks">What the command has instead of a setting's own default.</param>
    private SettingFlags(Command command, string[] keys, params ReadOnlySpan<(string Key, string Text)> fallbacks)
    {
        Add(command, "config", "The settings file (JSON). If it isn't given, ringback.json in this folder is used if it exists.", "FILE");
        foreach (var setting in SettingsTable.All)
        {
            if (setting.Flag is null || (keys.Length > 0 && !keys.Contains(setting.Key, StringComparer.Ordinal))) continue;
            var fallback = setting.Default;
            foreach (var (key, text) in fallbacks) fallback = key == setting.Key ? text : fallback;
            if (fallback.Length > 0) fallback = $" [default: {fallback}]";
            Add(command, setting.Key, setting.Help + fallback, setting.Kind.ToUpperInvariant());
        }
    }

    public static SettingFlags AddTo(Command command, params string[] keys) => new(command, keys);

    /// <summary>The addresses of a server that is there for a while only.</summary>
    public static SettingFlags AddUrlsTo(Command command) => new(command, ["urls"], ("urls", "a free port of 127.0.0.1"));

    /// <summary>Loads the settings; writes what is wrong to the error stream and answers null when anything is.</summary>
    public LoadedSettings? Load(ParseResult parsed)
    {
        var error = parsed.InvocationConfiguration.Error;
        var loaded = LoadAnyway(parsed);
        foreach (var warning in loaded.Warnings) error.WriteLine("ringback: " + warning);
        if (loaded.Errors.Count == 0) return loaded;
        error.WriteLine("ringback: " + SettingsLoader.Explain(loaded.Errors));
        return null;
    }

    /// <summary>Loads the settings, wrong or not.</summary>
    public LoadedSettings LoadAnyway(ParseResult parsed)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, option) in _flags)
        {
            if (parsed.GetResult(option) is not null && parsed.GetValue(option) is { } text) given[key] = text;
        }
        return SettingsLoader.Load(given, SettingsLoader.Environment(), Environment.CurrentDirectory);
    }

    private void Add(Command command, string key, string help, string value)
    {
        var option = new Option<string?>("--" + key) { Description = help, HelpName = value };
        _flags.Add(key, option);
        command.Add(option);
    }
}

using System.Text.Json;
using Ringback.Core.Settings;

namespace Ringback.Server.Settings;

/// <summary>
/// The settings file: one JSON object with the settings' keys; comments and trailing commas are fine.
/// Lists may be arrays or text with commas.
/// </summary>
internal sealed class SettingsFile
{
    private static readonly JsonDocumentOptions Json = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 8,
    };

    private readonly string _path;
    private readonly List<SettingError> _errors = [];
    private readonly List<(Setting Setting, string Text)> _values = [];

    private SettingsFile(string path) => _path = path;

    public IReadOnlyList<SettingError> Errors => _errors;

    public IReadOnlyList<(Setting Setting, string Text)> Values => _values;

    public static SettingsFile Read(string path)
    {
        var file = new SettingsFile(path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Json);
            if (document.RootElement.ValueKind == JsonValueKind.Object) file.Take(document.RootElement);
            else file.Wrong("is not a JSON object", "Write {\"urls\": \"http://127.0.0.1:8071\"}.");
        }
        catch (JsonException e)
        {
            file.Wrong($"is not JSON: {e.Message.TrimEnd('.')}", "Correct the file. `ringback settings` shows what was read.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Wrong($"can't be read: {e.Message}", "Allow this user to read it, or use another file with --config.");
        }
        return file;
    }

    private void Take(JsonElement root)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (SettingsTable.Find(property.Name) is not { } setting)
            {
                var nearest = NearestName.Find(property.Name, SettingsTable.All.Select(s => s.Key));
                _errors.Add(new SettingError(property.Name, Shown(null, property.Value), _path, "there is no such setting",
                    nearest is null ? "`ringback settings` lists all settings." : $"Did you mean {nearest}?"));
            }
            else if (TextOf(property.Value) is { } text)
            {
                _values.Add((setting, text));
            }
            else if (property.Value.ValueKind != JsonValueKind.Null)
            {
                _errors.Add(new SettingError(setting.Key, Shown(setting, property.Value), _path,
                    "not a text, a number, true, false, or a list of these", setting.Write + "."));
            }
        }
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array when value.EnumerateArray().All(e => e.ValueKind is JsonValueKind.String or JsonValueKind.Number) =>
            string.Join(',', value.EnumerateArray().Select(TextOf)),
        _ => null,
    };

    /// <summary>The value for a message; that of an unknown key may be a misspelled secret, so it isn't shown.</summary>
    private static string Shown(Setting? setting, JsonElement value) =>
        setting is null || setting.Secret ? Setting.Mask : value.GetRawText();

    private void Wrong(string problem, string remedy) =>
        _errors.Add(new SettingError("config", _path, "settings file", problem, remedy));
}

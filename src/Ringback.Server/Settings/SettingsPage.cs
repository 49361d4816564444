using System.Text;
using Ringback.Core.Settings;

namespace Ringback.Server.Settings;

/// <summary>Writes <c>docs/reference/settings.md</c> from the table; a test compares the two.</summary>
internal static class SettingsPage
{
    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("""
            # Settings

            Each setting has a default. The settings file overrides the default, a `RINGBACK_…` variable overrides the file, and a
            flag overrides the variable. The settings file is `ringback.json` in the working directory, or the file that `--config` or
            `RINGBACK_CONFIG` names. It is one JSON object with the keys below; comments are allowed, and a list can be an array. An
            empty variable counts as not set. Secrets have no flag, because every user of the machine can read a command line.

            `ringback settings` prints the values in effect and where each comes from. If settings are wrong, the server doesn't
            start: it lists all wrong settings and ends with exit code 2.

            | key | variable | flag | value | default | what it does |
            |---|---|---|---|---|---|

            """);
        foreach (var s in SettingsTable.All)
        {
            var flag = s.Flag is null ? "" : $"`{s.Flag}`";
            var value = s.Default.Length == 0 ? "" : $"`{s.Default}`";
            page.Append($"| `{s.Key}` | `{s.Variable}` | {flag} | {s.Kind} | {value} | {s.Help} |\n");
        }
        return page.ToString();
    }
}

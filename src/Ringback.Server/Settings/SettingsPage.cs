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

            From weakest to strongest: the default, the settings file (`ringback.json` in the working directory, or the file
            that `--config` or `RINGBACK_CONFIG` names), a `RINGBACK_…` variable, a flag. The file is one JSON object with the
            keys below; comments are allowed, lists may be arrays. An empty variable counts as not set. Secrets have no flag,
            because a command line can be read by every user of the machine.

            `ringback settings` prints the effective values and where each came from. A wrong setting stops the start with
            exit code 2; all that are wrong are listed at once.

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

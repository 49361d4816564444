using System.CommandLine;
using Ringback.Cli.Start;
using Ringback.Cli.Usage;
using Ringback.Core.Settings;
using Ringback.Server.Settings;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback settings</c>: the effective settings and where each came from.</summary>
internal static class SettingsCommand
{
    public static Command Build()
    {
        var command = new Command("settings", "Print the settings in effect and where each comes from. Secrets are masked.");
        var flags = SettingFlags.AddTo(command);
        var page = new Option<bool>("--page") { Description = "Print the reference page of all settings instead.", Hidden = true };
        command.Add(page);
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(page))
            {
                output.Write(SettingsPage.Write());
                return ExitCode.Ok;
            }
            var loaded = flags.LoadAnyway(parsed);
            var key = SettingsTable.All.Max(s => s.Key.Length);
            var value = SettingsTable.All.Max(s => s.Show(loaded.Options).Length);
            foreach (var setting in SettingsTable.All)
            {
                var shown = setting.Show(loaded.Options);
                output.WriteLine($"{setting.Key.PadRight(key)}  {shown.PadRight(value)}  {loaded.OriginOf(setting.Key)}");
            }
            return flags.Load(parsed) is null ? ExitCode.Usage : ExitCode.Ok;
        });
        return command;
    }
}

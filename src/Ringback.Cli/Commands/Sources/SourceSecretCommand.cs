using System.CommandLine;
using System.Text.Json.Nodes;
using Ringback.Cli.Remote;
using Ringback.Cli.Sources;
using Ringback.Cli.Usage;
using Ringback.Verification.Text;

namespace Ringback.Cli.Commands.Sources;

/// <summary><c>ringback sources secret</c></summary>
internal static class SourceSecretCommand
{
    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(7);

    public static Command Build()
    {
        var command = new Command("secret", "Give a source the provider's secret. Type it (it isn't shown) or pipe it in, with one line for each value.");
        var (flags, source) = (ServerFlags.AddTo(command), SourcesCommand.Source());
        var file = ConfigFile.Flag();
        var grace = new Option<string>("--grace") { Description = "How long the previous secret stays valid, up to 7d. 0s ends all previous secrets at once.", HelpName = "DURATION", DefaultValueFactory = _ => "1d" };
        command.Add(source);
        command.Add(file);
        command.Add(grace);
        command.SetAction((parsed, stop) => flags.RunAsync(parsed, stop, async (server, output, cancel) =>
        {
            var overlap = Grace(parsed.GetValue(grace)!);
            var found = await RemoteSource.FindAsync(server, parsed.GetValue(source)!, cancel);
            var config = parsed.GetValue(file) is { } path ? ConfigFile.Read(path) : Ask(found);
            await found.RotateConfigAsync(server, config, overlap, cancel);
            await output.WriteLineAsync($"{found.Handle} has the new secret. " + (overlap == TimeSpan.Zero ? "Previous secrets are no longer valid." : $"The previous secret is valid for {DurationText.Format(overlap)} more."));
        }));
        return command;
    }

    private static JsonObject Ask(RemoteSource source)
    {
        var guide = ProviderGuides.Get(source.Type);
        if (guide.Fields.Count == 0) throw new UsageException($"a source of type {source.Type} needs its configuration. Give it with --config-file FILE.");
        return source.ConfigWith(guide.Fields.Zip(SecretInput.ReadAll(guide), (field, value) => KeyValuePair.Create(field.Name, (JsonNode?)JsonValue.Create(value))));
    }

    private static TimeSpan Grace(string text) => DurationText.TryParse(text, out var span, out var problem) && span >= TimeSpan.Zero && span <= LongestGrace
        ? span
        : throw new UsageException($"--grace {text}: {problem ?? $"it must be 0s to {DurationText.Format(LongestGrace)}"}.");
}

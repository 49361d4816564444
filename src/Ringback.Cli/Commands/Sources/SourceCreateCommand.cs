using System.CommandLine;
using Ringback.Cli.Remote;
using Ringback.Cli.Sources;
using Ringback.Cli.Usage;
using Ringback.Client.Api;
using Ringback.Server.Settings;
using Ringback.Verification.Types;

namespace Ringback.Cli.Commands.Sources;

/// <summary><c>ringback sources create</c></summary>
internal static class SourceCreateCommand
{
    public static Command Build()
    {
        var command = new Command("create", "Create a source. Without --config-file it gets a random secret that nobody knows; `register` or `secret` replaces it with the provider's secret.");
        var flags = ServerFlags.AddTo(command);
        var type = new NeededArgument("type", "The type of the provider: " + string.Join(", ", SourceTypes.Names.Order(StringComparer.Ordinal)), example: "stripe");
        var uid = new Option<string?>("--uid") { Description = "Your own key for the source.", HelpName = "UID" };
        var name = new Option<string?>("--name") { Description = "A name for people. [default: the provider's name]", HelpName = "TEXT" };
        var file = ConfigFile.Flag();
        command.Add(type);
        command.Add(uid);
        command.Add(name);
        command.Add(file);
        command.SetAction((parsed, stop) => flags.RunAsync(parsed, stop, async (server, output, cancel) =>
        {
            var guide = Guide(parsed.GetValue(type)!);
            var given = parsed.GetValue(file) is { } path ? ConfigFile.Read(path) : null;
            var source = await RemoteSource.CreateAsync(server, new SourceInput
            {
                Type = guide.Type,
                Name = parsed.GetValue(name) ?? guide.Name,
                Uid = parsed.GetValue(uid),
                Config = given ?? PlaceholderConfig.For(guide)
                    ?? throw new UsageException($"a source of type {guide.Type} needs its configuration. Give it with --config-file FILE (JSON; - reads the standard input)."),
            }, cancel);
            await SourcesCommand.ShowAsync(output, source);
            if (source.CalledUrl is null || (given is not null && guide.Fields.Count > 0)) return;
            var needs = Registration.Needs(source.Type);
            await output.WriteLineAsync($"Next: ringback sources register {source.Handle} {needs?.Options}".TrimEnd());
            if (needs is { } some) await output.WriteLineAsync(some.Meaning);
        }));
        return command;
    }

    private static ProviderGuide Guide(string type) => SourceTypes.IsKnown(type)
        ? ProviderGuides.Get(type)
        : throw new UsageException($"there is no source type {type}.{(NearestName.Find(type, SourceTypes.Names) is { } nearest ? $" Did you mean {nearest}?" : "")} `ringback sources create --help` lists them.");
}

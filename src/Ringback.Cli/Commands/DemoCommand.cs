using System.CommandLine;
using Ringback.Cli.Demo;
using Ringback.Cli.Start;
using Ringback.Cli.Usage;
using Spectre.Console;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback demo</c>: a server and two receivers, and what happens between them.</summary>
internal static class DemoCommand
{
    public static Command Build()
    {
        var command = new Command("demo", "Show how Ringback works: start a server and two receivers, one of which fails at first, and post some messages.");
        var flags = SettingFlags.AddUrlsTo(command);
        var data = new Option<string?>("--data") { Description = "Keep the demo's data in this folder. If it isn't given, a temporary folder is used and removed.", HelpName = "FOLDER" };
        var exit = new Option<bool>("--exit") { Description = "End when everything is delivered. This is the default when the output is not a terminal." };
        command.Add(data);
        command.Add(exit);
        command.Add(DemoShopCommand.Build());
        command.SetAction(async (parsed, _) =>
        {
            if (flags.Load(parsed) is not { } loaded) return ExitCode.Usage;
            var urls = loaded.Origins.ContainsKey("urls") ? loaded.Options.Urls : null;
            return await RunAsync(urls, parsed.GetValue(data), parsed.GetValue(exit), parsed.InvocationConfiguration);
        });
        return command;
    }

    private static Task<int> RunAsync(IReadOnlyList<string>? urls, string? kept, bool exit, InvocationConfiguration streams) =>
        DemoFolder.RunAsync(kept, urls, streams.Error, async (folder, stop) =>
        {
            var live = !Console.IsOutputRedirected;
            IDemoScreen screen = live ? new LiveScreen(AnsiConsole.Console) : new PlainScreen(streams.Output);
            await using var server = await DemoServer.StartAsync(folder, urls);
            screen.Say($"Ringback listens on {server.Address}, with its data in {folder}");
            await using var story = new DemoStory(server, screen);
            await story.RunAsync(stop);
            if (!live || exit) return;
            Invite(screen, server);
            await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            screen.Say("");
        });

    private static void Invite(IDemoScreen screen, DemoServer server) => screen.Say(
        $$"""

        The server and both receivers stay up. Post a message of your own, from another terminal:

          curl {{server.Address}}/api/v1/app/{{DemoStory.Application}}/msg -H "Authorization: Bearer $(cat {{server.TokenFile}})" \
            -d '{"eventType": "invoice.paid", "payload": {"number": 6} }'

        Address: {{server.Address}}
        Token:   {{server.Token}}

        Ctrl-C ends it.
        """);
}

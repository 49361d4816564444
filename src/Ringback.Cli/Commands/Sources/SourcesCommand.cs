using System.CommandLine;
using Ringback.Cli.Remote;
using Ringback.Cli.Sources;
using Ringback.Cli.Usage;

namespace Ringback.Cli.Commands.Sources;

/// <summary><c>ringback sources</c>: who calls a running server, and telling them to.</summary>
internal static class SourcesCommand
{
    public static Command Build() => new("sources", "Manage the sources of a running server: the providers that call it.")
    {
        BuildList(),
        SourceCreateCommand.Build(),
        BuildShow(),
        SourceRegisterCommand.Build(),
        SourceSecretCommand.Build(),
        BuildRotate(),
    };

    public static Argument<string> Source() => new NeededArgument("source", "The uid or the id (src_…) of the source.", example: "stripe");

    private static Command BuildList()
    {
        var command = new Command("list", "List the sources.");
        var flags = ServerFlags.AddTo(command);
        command.SetAction((parsed, stop) => flags.RunAsync(parsed, stop, async (server, output, cancel) =>
        {
            var sources = await RemoteSource.AllAsync(server, cancel);
            if (sources.Count == 0) await output.WriteLineAsync("There are no sources yet. Create one: ringback sources create TYPE --uid UID");
            var (uids, types) = (Widest(sources, source => source.Uid), Widest(sources, source => source.Type));
            foreach (var source in sources)
                await output.WriteLineAsync($"{source.Id}  {(source.Uid ?? "").PadRight(uids)}  {source.Type.PadRight(types)}  {source.Name}");
        }));
        return command;
    }

    private static Command BuildShow()
    {
        var command = new Command("show", "Show a source, with its ingest URL, which is a secret.");
        var (flags, source) = (ServerFlags.AddTo(command), Source());
        command.Add(source);
        command.SetAction((parsed, stop) => flags.RunAsync(parsed, stop, async (server, output, cancel) =>
            await ShowAsync(output, await RemoteSource.FindAsync(server, parsed.GetValue(source)!, cancel))));
        return command;
    }

    private static Command BuildRotate()
    {
        var command = new Command("rotate-token", "Give a source a new ingest URL. The previous URL works for 48 more hours.");
        var (flags, source) = (ServerFlags.AddTo(command), Source());
        command.Add(source);
        command.SetAction((parsed, stop) => flags.RunAsync(parsed, stop, async (server, output, cancel) =>
        {
            var found = await RemoteSource.FindAsync(server, parsed.GetValue(source)!, cancel);
            await output.WriteLineAsync(await found.RotateTokenAsync(server, cancel));
            await output.WriteLineAsync($"Give the provider the new URL within 48 hours: ringback sources register {found.Handle}");
        }));
        return command;
    }

    public static async Task ShowAsync(TextWriter output, RemoteSource source)
    {
        await output.WriteLineAsync($"id      {source.Id}");
        if (source.Uid is not null) await output.WriteLineAsync($"uid     {source.Uid}");
        await output.WriteLineAsync($"name    {source.Name}");
        await output.WriteLineAsync($"type    {source.Type}");
        if (source.CalledUrl is { } url) await output.WriteLineAsync($"URL     {url.AbsoluteUri}");
        foreach (var (name, value) in source.Config) await output.WriteLineAsync($"config  {name}: {value?.ToJsonString()}");
    }

    private static int Widest(IEnumerable<RemoteSource> sources, Func<RemoteSource, string?> text) =>
        sources.Select(source => text(source)?.Length ?? 0).DefaultIfEmpty().Max();
}

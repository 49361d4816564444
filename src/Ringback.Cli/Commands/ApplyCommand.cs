using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Ringback.Cli.Apply;
using Ringback.Cli.Remote;
using Ringback.Cli.Usage;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback apply</c>: gives a running server the sources, endpoints and operations of a file; a second time there is nothing to do.</summary>
internal static class ApplyCommand
{
    private const int LargestFile = 4 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Command Build()
    {
        var command = new Command("apply", "Create or change the sources, endpoints and operations of a server as a file (YAML or JSON) says. The command shows the changes first, and deletes nothing.");
        var flags = ServerFlags.AddTo(command);
        var file = new NeededOption("--file", ["-f"], "The file; - reads the standard input.", "FILE", example: "ringback.yaml");
        var yes = new Option<bool>("--yes", "-y") { Description = "Make the changes without asking." };
        var dry = new Option<bool>("--dry-run") { Description = "Show what would change, and change nothing." };
        command.Add(file);
        command.Add(yes);
        command.Add(dry);
        command.SetAction((parsed, stop) => flags.RunAsync(parsed, stop, async (server, output, cancel) =>
        {
            var name = parsed.GetValue(file)!;
            var changes = await PlanAsync(server, ApplyFile.Read(name, ReadFile(name), Environment.GetEnvironmentVariable), cancel);
            await new PlanView(output, IsTerminal(output)).ShowAsync(changes);
            if (parsed.GetValue(dry) || !changes.Any(static change => change.IsNeeded)) return;
            if (!parsed.GetValue(yes) && !await AgreedAsync(output)) return;
            await ApplyAsync(server, changes, cancel);
            await output.WriteLineAsync("Done.");
        }));
        return command;
    }

    private static async Task<List<Change>> PlanAsync(RemoteServer server, IReadOnlyList<Desired> wanted, CancellationToken stop)
    {
        var changes = new List<Change>(wanted.Count);
        foreach (var one in wanted)
            changes.Add(Comparison.Compare(one, await CurrentAsync(server, one, stop)));
        var problems = changes.Where(static change => change.IsNeeded).SelectMany(BodyCheck.Problems).ToList();
        return problems.Count == 0 ? changes : throw new UsageException(string.Join("\n          ", problems));
    }

    private static async Task<JsonObject?> CurrentAsync(RemoteServer server, Desired wanted, CancellationToken stop)
    {
        try
        {
            return await server.AskAsync(api => api.Raw.SendAsync(HttpMethod.Get, wanted.Path, cancellation: stop));
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
        catch (RequestFailedException e)
        {
            throw new RequestFailedException($"{wanted.Place}: {wanted.Name}: {e.Message}", e.Status);
        }
    }

    private static async Task ApplyAsync(RemoteServer server, IEnumerable<Change> changes, CancellationToken stop)
    {
        foreach (var change in changes.Where(static change => change.IsNeeded))
        {
            try
            {
                (await server.AskAsync(api => api.Raw.SendAsync(HttpMethod.Put, change.Wanted.Path, change.Body, cancellation: stop))).Need("id");
            }
            catch (RequestFailedException e)
            {
                throw new RequestFailedException($"{change.Wanted.Place}: {change.Wanted.Name}: {e.Message.TrimEnd('.')}. The changes before this one are made.", e.Status);
            }
        }
    }

    private static string ReadFile(string name)
    {
        try
        {
            if (new FileInfo(name) is { Exists: true, Length: > LargestFile }) throw new UsageException($"{name} is larger than {LargestFile >> 20} MiB.");
            using var file = new StreamReader(name == "-" ? Console.OpenStandardInput() : File.OpenRead(name), StrictUtf8);
            return file.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException($"--file {name}: the file isn't UTF-8. Save it as UTF-8.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--file {name}: {FileProblem.Explain(name, e)}");
        }
    }

    private static async Task<bool> AgreedAsync(TextWriter output)
    {
        if (Console.IsInputRedirected) throw new UsageException("the input is not a terminal, so nobody can confirm. Use --yes or --dry-run.");
        await output.WriteAsync("Apply? [y/N] ");
        await output.FlushAsync();
        if ((await Console.In.ReadLineAsync())?.Trim().ToLowerInvariant() is "y" or "yes") return true;
        await output.WriteLineAsync("Nothing was changed.");
        return false;
    }

    private static bool IsTerminal(TextWriter output) =>
        ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}

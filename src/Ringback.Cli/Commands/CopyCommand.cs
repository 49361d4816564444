using System.CommandLine;
using Ringback.Cli.Copying;
using Ringback.Cli.Start;
using Ringback.Cli.Usage;
using Ringback.Core.Commit;
using Ringback.Core.Crypto;
using Ringback.Core.Settings;
using Ringback.Server.Secrets;
using Ringback.Server.Settings;
using Ringback.Server.Stores;
using Spectre.Console;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback copy</c>: moves the store of a data folder into a PostgreSQL database.</summary>
internal static class CopyCommand
{
    private const string Source = "sqlite";
    private const string Target = "postgres";

    public static Command Build()
    {
        var command = new Command("copy", "Copy the store of a data folder into an empty schema of PostgreSQL. Stop the server before. A copy that was interrupted goes on where it was.");
        var flags = SettingFlags.AddTo(command, "data", "store");
        var from = new NeededOption("--from", [], $"The kind of store that is copied: {Source}, the database of the data folder.", "KIND", example: Source);
        var to = new NeededOption("--to", [], $"The kind of store that is written: {Target}, the database that the setting store names.", "KIND", example: Target);
        command.Add(from);
        command.Add(to);
        command.SetAction(parsed =>
        {
            if (flags.Load(parsed) is not { } loaded) return ExitCode.Usage;
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                Require(from.Name, parsed.GetValue(from), Source);
                Require(to.Name, parsed.GetValue(to), Target);
                return Run(loaded.Options, Console.IsOutputRedirected ? new PlainCopyScreen(output) : new LiveCopyScreen(AnsiConsole.Console));
            }
            catch (UsageException e)
            {
                error.WriteLine("ringback: " + e.Message);
                return ExitCode.Usage;
            }
            catch (OperationCanceledException)
            {
                error.WriteLine("ringback: the copy was stopped. Run the same command again: it goes on where it was.");
            }
            catch (Exception e) when (e is StoreUnavailableException or StartException or SecretBoxException)
            {
                error.WriteLine("ringback: " + e.Message);
            }
            return ExitCode.Failed;
        });
        return command;
    }

    private static int Run(RingbackOptions options, ICopyScreen screen)
    {
        var folder = DataFolderLook.FolderOf(options.Data);
        // A slip in the name of a folder makes nothing.
        if (!DataFolderLook.Has(folder, StoreFolder.FileName))
            throw new UsageException($"{folder} is not the data folder of a server, because it holds no {StoreFolder.FileName}. Give the data folder that is copied with --data.");
        if (options.Store is not { } address) throw new UsageException("there is no database to copy to. Give it with --store \"Host=…\", or with RINGBACK_STORE.");
        using var signal = new StopSignal();
        using var held = DataFolder.Acquire(folder);
        var box = new SecretBox(ServerSecrets.Load(options, held.Path).MasterKey);
        var tables = screen.Watch(report => StoreCopying.Run(held.Path, address, box, TimeProvider.System, report, signal.Token));
        screen.Show(tables);
        var wrong = tables.Where(static table => !table.IsSame).Select(static table => table.Table).ToList();
        if (wrong.Count > 0)
        {
            throw new StartException(
                $"The rows of {string.Join(", ", wrong)} differ: the data folder, or the schema, was changed while it was copied. No server opens the schema. Drop it, and copy again.");
        }
        screen.Say($"""

            Everything was copied. Start the server with the same key files, which stay in the data folder:
              ringback serve --data {folder} --store "Host=…"
            The file ringback.db isn't used any more. Keep it as a backup until you have seen that all is there.
            """);
        return ExitCode.Ok;
    }

    private static void Require(string flag, string? given, string known)
    {
        if (given != known) throw new UsageException($"{flag} {given}: it must be {known}.");
    }
}

using System.CommandLine;
using System.Globalization;
using Ringback.Cli.Start;
using Ringback.Cli.Usage;
using Ringback.Core.Commit;
using Ringback.Core.Settings;
using Ringback.Server.Secrets;
using Ringback.Server.Settings;
using Ringback.Server.Stores;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback migrate</c>: shows and upgrades the schema of the store, without starting the server.</summary>
internal static class MigrateCommand
{
    public static Command Build() => new("migrate", "Show or upgrade the schema of the store. The server does the same when it starts.")
    {
        Build("status", "Print the schema's version and what is missing. The exit code is 0 when it is up to date, otherwise 1.", ShowStatus),
        Build("up", "Add the versions that are missing. Make a backup before. A data folder that a server uses is refused.", Upgrade),
    };

    private static Command Build(string name, string description, Func<RingbackOptions, string, TextWriter, int> run)
    {
        var command = new Command(name, description);
        var flags = SettingFlags.AddTo(command, "data", "store");
        command.SetAction(parsed =>
        {
            if (flags.Load(parsed) is not { } loaded) return ExitCode.Usage;
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                return run(loaded.Options, DataFolderLook.FolderOf(loaded.Options.Data), output);
            }
            catch (UsageException e)
            {
                error.WriteLine("ringback: " + e.Message);
                return ExitCode.Usage;
            }
            catch (Exception e) when (e is StoreUnavailableException or StartException)
            {
                error.WriteLine("ringback: " + e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static int ShowStatus(RingbackOptions options, string folder, TextWriter output)
    {
        var status = StoreMigration.Status(options, folder);
        output.WriteLine($"store    {status.Store}");
        output.WriteLine(status.Version == 0 ? "version  none" : string.Create(CultureInfo.InvariantCulture, $"version  {status.Version}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"needed   {status.Known}"));
        foreach (var (version, at) in status.Applied)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"applied  {version}, {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z"));
        output.WriteLine(
            status.IsNewer ? "The schema was written by a newer version of Ringback. Update Ringback."
            : status.IsCurrent ? "The schema is up to date."
            : $"Missing: {Versions(status.Missing)}. Run `ringback migrate up`, or start the server.");
        return status.IsCurrent ? ExitCode.Ok : ExitCode.Failed;
    }

    private static int Upgrade(RingbackOptions options, string folder, TextWriter output)
    {
        // A slip in the name of a folder makes nothing.
        if (options.Store is null && !DataFolderLook.Has(folder, StoreFolder.FileName))
            throw new UsageException($"{folder} is not the data folder of a server, because it holds no {StoreFolder.FileName}. Give the data folder with --data, or a database with --store.");
        using var held = options.Store is null ? DataFolder.Acquire(folder) : null;
        var (before, after) = StoreMigration.Upgrade(options, folder, TimeProvider.System);
        output.WriteLine(before.IsCurrent
            ? string.Create(CultureInfo.InvariantCulture, $"{after.Store}: version {after.Version} is up to date. Nothing was changed.")
            : $"{after.Store}: added {Versions(before.Missing)}. The schema is up to date.");
        return ExitCode.Ok;
    }

    private static string Versions(IReadOnlyList<int> versions) =>
        (versions.Count == 1 ? "version " : "versions ") + string.Join(", ", versions.Select(static version => version.ToString(CultureInfo.InvariantCulture)));
}

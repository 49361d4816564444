using System.CommandLine;
using Ringback.Cli.Start;
using Ringback.Cli.Usage;
using Ringback.Core.Settings;
using Ringback.Server.Secrets;
using Ringback.Server.Settings;

namespace Ringback.Cli.Remote;

/// <summary>Which running server a command asks, and with whose token.</summary>
internal sealed class ServerFlags
{
    private readonly SettingFlags _settings;
    private readonly Option<string?> _server;

    private ServerFlags(Command command)
    {
        _settings = SettingFlags.AddTo(command, "data");
        _server = new Option<string?>("--server") { Description = "The address of the server. [default: the first address of the setting urls]", HelpName = "ADDRESS" };
        command.Add(_server);
    }

    public static ServerFlags AddTo(Command command) => new(command);

    /// <summary>Runs what a command does with the server, and says on the error stream why it couldn't.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <param name="run">Throws <see cref="UsageException"/> and <see cref="RequestFailedException"/>.</param>
    public async Task<int> RunAsync(ParseResult parsed, CancellationToken stop, Func<RemoteServer, TextWriter, CancellationToken, Task> run)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        if (_settings.Load(parsed) is not { } loaded) return ExitCode.Usage;
        try
        {
            var (token, file) = Token(loaded.Options);
            using var server = new RemoteServer(Address(parsed.GetValue(_server), loaded.Options), token, file);
            await run(server, output, stop);
            return ExitCode.Ok;
        }
        catch (UsageException e)
        {
            await error.WriteLineAsync("ringback: " + e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is RequestFailedException or StartException)
        {
            await error.WriteLineAsync("ringback: " + e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await error.WriteLineAsync("ringback: stopped.");
        }
        return ExitCode.Failed;
    }

    private static Uri Address(string? given, RingbackOptions options)
    {
        var text = given ?? options.Urls[0];
        // A server on every address is asked on this one.
        foreach (var any in (string[])["//*", "//+", "//0.0.0.0", "//[::]"]) text = text.Replace(any, "//localhost", StringComparison.Ordinal);
        return Addresses.Read("--server", text);
    }

    /// <returns>The token, and the file that it was read from; null when it came from the variable.</returns>
    private static (string Token, string? File) Token(RingbackOptions options)
    {
        if (Environment.GetEnvironmentVariable(SettingsLoader.TokenVariable) is { Length: > 0 } token)
            return (BearerToken.Check(SettingsLoader.TokenVariable, token.Trim()), null);
        var folder = DataFolderLook.FolderOf(options.Data);
        var file = Path.Combine(folder, OrganisationToken.Name);
        return DataFolderLook.Has(folder, OrganisationToken.Name)
            ? (BearerToken.Check(file, SecretFile.Read(file)), file)
            : throw new UsageException($"there is no token. Set {SettingsLoader.TokenVariable}, or give the folder of the server's {OrganisationToken.Name} with --data.");
    }
}

using Ringback.Cli.Start;
using Ringback.Cli.Usage;
using Ringback.Client.Api;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Settings;
using Ringback.Server.Settings;

namespace Ringback.Cli.Demo;

/// <summary>Runs a demo in a folder that is kept, or in a temporary one; ends it on Ctrl-C, and says what went wrong.</summary>
internal static class DemoFolder
{
    /// <param name="kept">Null: a temporary one.</param>
    /// <param name="urls">Where the demo's server was told to listen.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string? kept, IReadOnlyList<string>? urls, TextWriter error, Func<string, CancellationToken, Task> run)
    {
        using var stop = new StopSignal();
        string? temporary = null;
        try
        {
            if (kept is null) temporary = Temporary();
            await run(temporary ?? DataFolderLook.FolderOf(kept!), stop.Token);
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException && stop.Token.IsCancellationRequested)
        {
            await error.WriteLineAsync("ringback: stopped before the end of the demo.");
        }
        catch (UsageException e)
        {
            await error.WriteLineAsync("ringback: " + e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is StartException or DemoException or StoreUnavailableException)
        {
            await error.WriteLineAsync("ringback: " + e.Message);
        }
        catch (RingbackApiException e)
        {
            await error.WriteLineAsync($"ringback: the demo's server answered {e.Message}");
        }
        catch (HttpRequestException e)
        {
            await error.WriteLineAsync($"ringback: the demo's server doesn't answer: {e.Message}");
        }
        catch (Exception e) when (ListenFailure.Explain(e, urls ?? new RingbackOptions().Urls, "--urls") is { } reason)
        {
            await error.WriteLineAsync("ringback: " + reason);
        }
        finally
        {
            if (temporary is not null) Directory.Delete(temporary, recursive: true);
        }
        return ExitCode.Failed;
    }

    /// <exception cref="StartException">It can't be made.</exception>
    private static string Temporary()
    {
        try
        {
            return Directory.CreateTempSubdirectory("ringback-demo-").FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"can't create a folder in {Path.GetTempPath()}: {e.Message} Give a folder with --data.", e);
        }
    }
}

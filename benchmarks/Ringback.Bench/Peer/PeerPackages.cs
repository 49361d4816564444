using System.ComponentModel;
using System.Diagnostics;
using Ringback.Bench.Children;

namespace Ringback.Bench.Peer;

/// <summary>The program in <c>benchmarks/peer</c>, which the build copies beside the bench, and what it needs of this machine.</summary>
internal static class PeerPackages
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "peer");

    /// <summary>Installs the npm packages beside the copy, as the lock file has them. Returns null when all is there; else a sentence that says what is missing.</summary>
    public static async Task<string?> InstallAsync(CancellationToken stop)
    {
        if (await RunAsync("redis-server", ["--version"], stop) is { } redis)
            return $"{redis} Install it with 'apt-get install redis-server'.";
        if (await RunAsync("node", ["--version"], stop) is { } node)
            return $"{node} Install it with 'apt-get install nodejs npm'.";
        return await RunAsync("npm", ["ci", "--prefer-offline", "--fetch-retries=1", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], stop) is { } npm
            ? $"npm could not install its packages: {npm}"
            : null;
    }

    /// <returns>Null when it ended with 0; else why not.</returns>
    private static async Task<string?> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken stop)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return $"{program} is not installed.";
        }

        Running.Add(process);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = await process.StandardError.ReadToEndAsync(patience.Token);
            await output;
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? null : $"{error.Trim().Split('\n')[0]}.";
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return $"{program} had not ended after {Patience.TotalMinutes:0} minutes.";
        }
        finally
        {
            Running.Remove(process);
        }
    }
}

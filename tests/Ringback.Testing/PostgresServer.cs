using System.Diagnostics;

namespace Ringback.Testing;

/// <summary>
/// A PostgreSQL of the test's own: Debian's, in a temporary folder, on a port of its own, its writes not synced. It refuses to run as
/// root, so as root it runs as the user <c>postgres</c>.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly ReservedPort _port;

    private PostgresServer(Process process, string folder, ReservedPort port)
    {
        _process = process;
        _folder = folder;
        _port = port;
        ConnectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Include Error Detail=true";
    }

    /// <summary>Why it can't be had here; null when it can.</summary>
    public static string? Missing { get; } = Binaries() is null
        ? "PostgreSQL is missing: ./test installs it when it runs as root"
        : null;

    /// <summary>As a superuser, for Npgsql.</summary>
    public string ConnectionString { get; }

    public static async Task<PostgresServer> StartAsync()
    {
        var binaries = Binaries() ?? throw new InvalidOperationException(Missing);
        var folder = Directory.CreateTempSubdirectory("ringback-postgres-").FullName;
        var data = Path.Combine(folder, "data");
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "postgres", folder);
        await RunAsync(AsUser(Path.Combine(binaries, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"));
        var port = new ReservedPort();
        var process = Start(AsUser(Path.Combine(binaries, "postgres"), "-D", data, "-p", $"{port}", "-k", folder,
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200"));
        var server = new PostgresServer(process, folder, port);
        try
        {
            await Wait.UntilAsync(async () => process.HasExited || await IsReadyAsync(binaries, port));
            if (process.HasExited) throw new InvalidOperationException("PostgreSQL didn't start.");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _port.Dispose();
        // Its children end when they see that it is gone; until then they may still write.
        for (var i = 0; i < 100; i++)
        {
            try
            {
                if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
                return;
            }
            catch (IOException) when (i < 99)
            {
                await Task.Delay(50);
            }
        }
    }

    private static string? Binaries() => !Directory.Exists("/usr/lib/postgresql") ? null : Directory.GetDirectories("/usr/lib/postgresql")
        .Select(version => Path.Combine(version, "bin"))
        .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")));

    private static string[] AsUser(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. command] : command;

    private static async Task<bool> IsReadyAsync(string binaries, ReservedPort port)
    {
        using var process = Start(Path.Combine(binaries, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", $"{port}");
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}.");
    }

    private static Process Start(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" };
        var process = Process.Start(start)!;
        // Read on, else it stops when the pipe is full.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}

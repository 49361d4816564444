using System.Diagnostics;

namespace Ringback.Testing;

/// <summary>
/// A PostgreSQL of the test's own: Debian's, in a temporary folder, on a port of its own. It refuses to run as root, so as root it runs as
/// the user <c>postgres</c>.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _binaries;
    private readonly string _folder;
    private readonly ReservedPort _port;
    private readonly bool _isSynced;
    private readonly string[] _settings;
    private Process? _process;

    private PostgresServer(string binaries, string folder, ReservedPort port, bool isSynced, string[] settings)
    {
        (_binaries, _folder, _port, _isSynced, _settings) = (binaries, folder, port, isSynced, settings);
        ConnectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Include Error Detail=true";
    }

    /// <summary>Why it can't be had here; null when it can.</summary>
    public static string? Missing { get; } = Binaries() is null
        ? "PostgreSQL is missing: ./test installs it when it runs as root"
        : null;

    /// <summary>As a superuser, for Npgsql.</summary>
    public string ConnectionString { get; }

    /// <value>For a proxy before it.</value>
    public int Port => _port.Number;

    /// <param name="isSynced">Whether its writes are synced: only so it may be killed and started again, or measured.</param>
    /// <param name="settings">Further settings, as <c>name=value</c>.</param>
    public static async Task<PostgresServer> StartAsync(bool isSynced = false, params string[] settings)
    {
        var binaries = Binaries() ?? throw new InvalidOperationException(Missing);
        var folder = Directory.CreateTempSubdirectory("ringback-postgres-").FullName;
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "postgres", folder);
        await RunAsync(AsUser(Path.Combine(binaries, "initdb"), "-D", Path.Combine(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"));
        var server = new PostgresServer(binaries, folder, new ReservedPort(), isSynced, settings);
        try
        {
            server.Launch();
            await Wait.UntilAsync(async () => server._process!.HasExited || await server.IsReadyAsync());
            if (server._process!.HasExited) throw new InvalidOperationException("PostgreSQL didn't start.");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it as an administrator does (fast): its sessions are ended, and what isn't committed is rolled back.</summary>
    public Task StopAsync() => EndAsync("-INT");

    /// <summary>Kills it. Its sessions end when they notice.</summary>
    public Task KillAsync() => EndAsync("-KILL");

    /// <summary>Starts it again on its data, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        await Wait.UntilAsync(async () =>
        {
            // It refuses to start while sessions of the killed one still live.
            if (_process!.HasExited)
            {
                _process.Dispose();
                Launch();
            }

            return await IsReadyAsync();
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) _process.Kill(entireProcessTree: true);
        if (_process is not null) await _process.WaitForExitAsync();
        _process?.Dispose();
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

    private void Launch() => _process = Start(AsUser([
        Path.Combine(_binaries, "postgres"), "-D", Path.Combine(_folder, "data"), "-p", $"{_port}", "-k", _folder,
        "-c", "listen_addresses=127.0.0.1", "-c", _isSynced ? "fsync=on" : "fsync=off", "-c", "max_connections=200",
        .. _settings.SelectMany(static setting => new[] { "-c", setting })]));

    private async Task EndAsync(string signal)
    {
        await RunAsync("kill", signal, $"{_process!.Id}");
        await Wait.ForAsync(_process.WaitForExitAsync());
    }

    private async Task<bool> IsReadyAsync()
    {
        using var process = Start(Path.Combine(_binaries, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", $"{_port}");
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

using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Ringback.Testing;

/// <summary>
/// A RabbitMQ of the test's own: Debian's, with its data in a temporary folder, on ports of its own, with a port mapper (epmd) of its own. It
/// can be stopped, killed, frozen and started again. As root it runs as the user <c>rabbitmq</c>.
/// </summary>
internal sealed class RabbitServer : IAsyncDisposable
{
    private const string Home = "/usr/lib/rabbitmq";
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-rabbit-").FullName;
    private readonly ReservedPort _port = new();
    private readonly ReservedPort _distribution = new();
    private readonly ReservedPort _mapper = new();
    private readonly Dictionary<string, string> _environment;
    private readonly string _node;
    private Process? _process;

    private RabbitServer()
    {
        _node = $"ringback{_port}@localhost";
        _environment = new()
        {
            ["HOME"] = _folder,
            ["RABBITMQ_NODENAME"] = _node,
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = $"{_port}",
            ["RABBITMQ_DIST_PORT"] = $"{_distribution}",
            ["ERL_EPMD_PORT"] = $"{_mapper}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "data"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
            ["RABBITMQ_FEATURE_FLAGS_FILE"] = Path.Combine(_folder, "feature_flags"),
            ["RABBITMQ_PLUGINS_EXPAND_DIR"] = Path.Combine(_folder, "plugins"),
            ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(_folder, "config"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"),
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "none.conf"),
            ["LANG"] = "C.UTF-8",
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
        };
    }

    /// <summary>Why it can't be had here; null when it can.</summary>
    public static string? Missing { get; } = File.Exists(Path.Combine(Home, "bin", "rabbitmq-server"))
        ? null
        : "RabbitMQ is missing: ./test installs it when it runs as root";

    public Uri Address => new($"amqp://guest:guest@127.0.0.1:{_port}/");

    public static async Task<RabbitServer> StartAsync()
    {
        if (Missing is not null) throw new InvalidOperationException(Missing);
        var server = new RabbitServer();
        try
        {
            // Small files of the log, so that a test writes few bytes; the memory that is allowed isn't a part of what this machine has.
            await File.WriteAllTextAsync(Path.Combine(server._folder, "rabbitmq.conf"), """
                loopback_users = none
                vm_memory_high_watermark.absolute = 1GiB
                disk_free_limit.absolute = 50MB
                raft.wal_max_size_bytes = 67108864
                log.console = false
                """);
            await File.WriteAllTextAsync(Path.Combine(server._folder, "enabled_plugins"), "[].");
            await File.WriteAllTextAsync(Path.Combine(server._folder, ".erlang.cookie"), $"RINGBACK{Guid.NewGuid():N}");
            await server.RunAsync("chmod", "400", Path.Combine(server._folder, ".erlang.cookie"));
            if (Environment.IsPrivilegedProcess) await server.RunAsync("chown", "-R", "rabbitmq", server._folder);
            await server.RunServerAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it with the data that it had.</summary>
    public async Task StartAgainAsync()
    {
        await RunServerAsync();
        // RabbitMQ 3.10 leaves a quorum queue of a single node without a leader now and then when it was killed: its only member waits for
        // another one to ask for its vote. In a cluster the others do that.
        await ControlAsync("eval", "[catch ra:trigger_election({element(1, amqqueue:get_pid(Q)), node()}) || Q <- rabbit_amqqueue:list(), amqqueue:get_type(Q) =:= rabbit_quorum_queue].");
    }

    private async Task RunServerAsync()
    {
        _process = Start(AsUser(Path.Combine(Home, "bin", "rabbitmq-server")));
        await Wait.UntilAsync(async () => _process.HasExited || await IsReadyAsync(), LastLines, StartTime);
        if (_process.HasExited) throw new InvalidOperationException($"RabbitMQ didn't start: {LastLines()}");
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        // RabbitMQ 3.10 writes which queues there are every three minutes, and forgets what is newer when it is killed; the queues of a test
        // are seconds old.
        await ControlAsync("eval", "[dets:sync(Table) || Table <- dets:all()].");
        await EndAsync();
    }

    private async Task EndAsync()
    {
        if (_process is null) return;
        foreach (var child in Family(_process.Id)) Signal("KILL", child);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>It keeps its connections and answers nothing any more.</summary>
    public void Freeze() => SignalAll("STOP");

    public void Thaw() => SignalAll("CONT");

    /// <summary>Calls rabbitmqctl.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        using var process = Start(AsUser([Path.Combine(Home, "bin", "rabbitmqctl"), "-n", _node, "-q", .. arguments]), out var output);
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.ToString() : throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', arguments)} failed: {output}");
    }

    /// <summary>Raises the alarm of memory, or ends it.</summary>
    public Task SetMemoryAlarmAsync(bool isRaised) => ControlAsync("set_vm_memory_high_watermark", isRaised ? "0.00000001" : "0.4");

    public async ValueTask DisposeAsync()
    {
        Thaw();
        await EndAsync();
        foreach (var mapper in Mappers()) Signal("KILL", mapper);
        _port.Dispose();
        _distribution.Dispose();
        _mapper.Dispose();
        await Wait.UntilAsync(() =>
        {
            try
            {
                if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        });
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port.Number);
            await client.GetStream().WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray());
            return await client.GetStream().ReadAsync(new byte[8]) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string LastLines() => string.Join('\n', Directory.Exists(Path.Combine(_folder, "log"))
        ? Directory.GetFiles(Path.Combine(_folder, "log"), "*.log").SelectMany(File.ReadLines).TakeLast(20)
        : []);

    private void SignalAll(string signal)
    {
        if (_process is null) return;
        foreach (var process in Family(_process.Id)) Signal(signal, process);
    }

    /// <summary>A process and all below it: the server is a script that starts Erlang.</summary>
    private static List<int> Family(int process)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id)) continue;
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                parents[id] = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        var family = new List<int> { process };
        for (var i = 0; i < family.Count; i++) family.AddRange(parents.Where(pair => pair.Value == family[i]).Select(pair => pair.Key));
        return family;
    }

    /// <summary>The port mapper that the server started: it outlives it, and is told by its port.</summary>
    private List<int> Mappers()
    {
        var found = new List<int>();
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id)) continue;
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "comm")).Trim() == "epmd" && File.ReadAllText(Path.Combine(folder, "environ")).Contains($"ERL_EPMD_PORT={_mapper}\0"))
                    found.Add(id);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or isn't ours.
            }
        }

        return found;
    }

    private static void Signal(string name, int process)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process}"]);
        kill.WaitForExit();
    }

    private static string[] AsUser(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=rabbitmq", "--regid=rabbitmq", "--init-groups", .. command] : command;

    private async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}.");
    }

    private Process Start(params string[] command) => Start(command, out _);

    private Process Start(string[] command, out StringBuilder output)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = _folder };
        start.Environment.Clear();
        foreach (var (name, value) in _environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        var text = output = new StringBuilder();
        // Read on, else it stops when the pipe is full.
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Keep(string? line)
        {
            lock (text)
                if (line is not null && text.Length < 100_000) text.AppendLine(line);
        }
    }
}

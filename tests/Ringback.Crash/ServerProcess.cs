using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Ringback.Testing;

namespace Ringback.Crash;

/// <summary><c>ringback serve</c> as a child process on a folder and port of its own, to be killed and started again at the same address.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string ListensOn = "Ringback listens on ";

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5) });
    private readonly StringBuilder _output = new();
    private readonly ReservedPort _port = new();
    private readonly bool _ownsFolder;
    private Process? _process;

    /// <param name="folder">Null for a new one, which is deleted at the end.</param>
    public ServerProcess(string? folder = null)
    {
        _ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("ringback-crash-").FullName;
        Settings["RINGBACK_ALLOWED_DESTINATIONS"] = "127.0.0.0/8";
        Settings["RINGBACK_LOG_LEVEL"] = "warning";
        Timeout = TimeSpan.FromSeconds(30);
    }

    public string Folder { get; }

    public string Url => _port.Url;

    /// <summary>As environment variables.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <value>What is run, with its arguments, in the place of <c>ringback serve</c>; or before it (<c>strace</c>).</value>
    public IReadOnlyList<string> Prefix { get; set; } = [];

    public IReadOnlyList<string> Program { get; set; } = [Path.Combine(AppContext.BaseDirectory, "ringback.dll"), "serve"];

    /// <value>What it printed, on both streams, in all of its lives.</value>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <value>Null: the one in its folder.</value>
    public string? Token { get; set; }

    /// <value>How long a request may take.</value>
    public TimeSpan Timeout
    {
        get => _http.Timeout;
        init => _http.Timeout = value;
    }

    public bool Running => _process is { HasExited: false };

    /// <summary>Starts it without waiting.</summary>
    public void Launch()
    {
        string[] command = [.. Prefix, "dotnet", .. Program];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["RINGBACK_DATA"] = Folder;
        start.Environment["RINGBACK_URLS"] = Url;
        foreach (var (name, value) in Settings) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        Launch();
        await Wait.UntilAsync(async () => !Running || await ReadyAsync(), () => Output);
        if (!Running) throw new InvalidOperationException($"It doesn't start:\n{Output}");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: it does nothing any more, and its connections stay open.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    /// <summary>SIGCONT.</summary>
    public Task ThawAsync() => SignalAsync("-CONT");

    /// <summary>SIGTERM.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        // Its own process, not that of what it runs under.
        var pid = await File.ReadAllTextAsync(Path.Combine(Folder, "ringback.pid"));
        using (var kill = Process.Start("kill", ["-TERM", pid])) await kill.WaitForExitAsync();
        return await EndAsync();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await Wait.ForAsync(_process!.WaitForExitAsync());
        return _process.ExitCode;
    }

    /// <summary>Sends JSON as the organisation of the data folder.</summary>
    /// <exception cref="HttpRequestException">It isn't there, or went away.</exception>
    public async Task<(HttpStatusCode Status, JsonNode? Body, HttpResponseHeaders Headers)> PostAsync(string path, string json, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url + path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        Token ??= (await File.ReadAllTextAsync(Path.Combine(Folder, "organisation.token"))).Trim();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response.Headers);
    }

    /// <summary>Makes what is asked for.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateAsync(string path, string json)
    {
        var (status, body, _) = await PostAsync(path, json);
        status.ShouldBe(HttpStatusCode.Created, body?.ToJsonString());
        return (string)body!["id"]!;
    }

    public async Task<HttpStatusCode?> GetAsync(string path)
    {
        try
        {
            using var response = await _http.GetAsync(Url + path);
            return response.StatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (Running) await KillAsync();
        _process?.Dispose();
        _port.Dispose();
        if (_ownsFolder) Directory.Delete(Folder, recursive: true);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<bool> ReadyAsync() => await GetAsync("/health/ready") == HttpStatusCode.NoContent;

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Ringback.Bench.Children;

/// <summary>A process of the bench's own: started, listened to, and ended with it whatever happens.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60), EndPatience = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly string _name;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Queue<string> _tail = new();

    private Child(string name, Process process)
    {
        _name = name;
        _process = process;
        _process.OutputDataReceived += (_, line) => Heard(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Running.Add(_process);
    }

    public int Id => _process.Id;

    /// <summary>Starts this program again in another role: <c>bare</c>, <c>sink</c>, <c>load</c>.</summary>
    public static Child Start(string name, params string[] arguments) =>
        Start(name, [Path.Combine(AppContext.BaseDirectory, "Ringback.Bench.dll"), .. arguments], new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Starts any .NET program with these additions to the environment.</summary>
    public static Child Start(string name, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) =>
        StartProgram(name, Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", arguments, environment);

    /// <summary>Starts any program with these additions to the environment.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program is not installed.</exception>
    public static Child StartProgram(string name, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
            info.Environment[key] = value;
        return new Child(name, new Process { StartInfo = info });
    }

    /// <summary>Waits for the line that begins with <paramref name="mark"/> and returns the rest of it.</summary>
    public async Task<string> HearAsync(string mark, Action<long>? progress, TimeSpan patience, CancellationToken stop)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(patience);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(timeout.Token))
            {
                if (line.StartsWith(mark, StringComparison.Ordinal))
                    return line[mark.Length..];
                if (line.StartsWith(ChildSide.ProgressMark, StringComparison.Ordinal))
                    progress?.Invoke(long.Parse(line.AsSpan(ChildSide.ProgressMark.Length), CultureInfo.InvariantCulture));
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new BenchException($"{_name} said nothing for {patience.TotalSeconds:0} s.{Environment.NewLine}{Tail()}");
        }

        throw new BenchException($"{_name} ended too soon.{Environment.NewLine}{Tail()}");
    }

    public Task<string> ReadyAsync(CancellationToken stop) => HearAsync(ChildSide.ReadyMark, null, StartPatience, stop);

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines the process wrote, for an error message.</summary>
    public string Tail()
    {
        lock (_tail)
            return string.Join(Environment.NewLine, _tail);
    }

    /// <summary>Asks the process to end as a service manager would (SIGTERM), waits, and kills it when it doesn't.</summary>
    public Task TerminateAsync() => EndAsync(() => Signal.Terminate(_process.Id));

    public async ValueTask DisposeAsync()
    {
        await EndAsync(_process.StandardInput.Close);
        Running.Remove(_process);
        _process.Dispose();
    }

    private async Task EndAsync(Action ask)
    {
        if (_process.HasExited)
            return;
        ask();
        using var patience = new CancellationTokenSource(EndPatience);
        await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }

    private void Heard(string? line)
    {
        if (line is null)
        {
            _lines.Writer.TryComplete();
            return;
        }

        Keep(line);
        _lines.Writer.TryWrite(line);
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_tail)
        {
            _tail.Enqueue(line);
            while (_tail.Count > 30)
                _tail.Dequeue();
        }
    }
}

using System.Diagnostics;
using System.Text;
using Ringback.Testing;

namespace Ringback.Server.Tests.Docs;

/// <summary>
/// A folder as a reader of the docs has it, with <c>./ringback</c> in it, and terminals to type in. The ports that the docs
/// name stand for its own, and a request that is refused fails the command.
/// </summary>
internal sealed class Terminal : IAsyncDisposable
{
    // Several commands, of which some start a server.
    private static readonly TimeSpan Patience = 3 * Wait.Patience;

    private readonly List<Process> _processes = [];
    private readonly StringBuilder _output = new();
    private readonly ReservedPort _server = new();
    private readonly ReservedPort _receiver = new();

    public Terminal()
    {
        Folder = Directory.CreateTempSubdirectory("ringback-docs-").FullName;
        Script("ringback", $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "ringback.dll")}' \"$@\"");
        Directory.CreateDirectory(Path.Combine(Folder, "bin"));
        Script("bin/curl", "exec /usr/bin/env PATH=\"$RINGBACK_DOCS_PATH\" curl -sS --fail-with-body -w '\\n' \"$@\"");
    }

    public string Folder { get; }

    /// <value>All that was printed in any of the terminals.</value>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Types the commands, and waits for them to end, with those that they left in the background.</summary>
    public async Task<int> RunAsync(string commands)
    {
        // Stops what the commands left in the background; a reader's shell would go on.
        var process = Start($"trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n{commands}");
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"The commands didn't end:\n{commands}\n{Output}", late);
        }
        return process.ExitCode;
    }

    /// <summary>Types a command that goes on, and waits until it says so.</summary>
    public async Task<Process> LeaveAsync(string command, string until)
    {
        var process = Start(command);
        await WaitForAsync(until, () => !process.HasExited);
        return process;
    }

    /// <summary>A command that waits until something was printed so many times.</summary>
    public string Until(string text, int times = 1) => $"until [ \"$(grep -cF '{text}' '{Log}')\" -ge {times} ]; do sleep 0.1; done";

    /// <summary>A command that waits until so many attempts to deliver a message are on record.</summary>
    public static string UntilAttempts(int count, string message) =>
        $"until [ \"$(curl -s $API/app/acme/attempt/msg/{message} -H \"$AUTH\" | grep -o '\"responseStatusCode\"' | wc -l)\" -ge {count} ]; do sleep 0.1; done";

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        _server.Dispose();
        _receiver.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private string Log => Path.Combine(Folder, "log");

    private Process Start(string commands)
    {
        var start = new ProcessStartInfo("bash")
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            ArgumentList = { "-euo", "pipefail", "-c", commands.Replace("8071", _server.ToString()).Replace("9000", _receiver.ToString()) },
        };
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment["RINGBACK_DOCS_PATH"] = path;
        start.Environment["PATH"] = Path.Combine(Folder, "bin") + ":" + path;
        start.Environment["RINGBACK_URLS"] = _server.Url;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
        return process;
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_output)
        {
            _output.AppendLine(line);
            File.AppendAllText(Log, line + "\n");
        }
    }

    private async Task WaitForAsync(string text, Func<bool> alive)
    {
        await Wait.UntilAsync(() => !alive() || Printed(), () => Output, Patience, $"\"{text}\" to be printed");
        if (!Printed()) throw new InvalidOperationException($"The command ended before it printed \"{text}\":\n{Output}");

        bool Printed() => Output.Contains(text, StringComparison.Ordinal);
    }

    private void Script(string name, string text)
    {
        var file = Path.Combine(Folder, name);
        File.WriteAllText(file, $"#!/usr/bin/env bash\n{text}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

using System.CommandLine;
using System.Runtime.InteropServices;
using Ringback.Bench;
using Ringback.Bench.Children;

// A crash of the bench, too, must leave no server running; children of its own also end when their standard input does.
AppDomain.CurrentDomain.ProcessExit += (_, _) => Running.KillAll();
if (!OperatingSystem.IsLinux())
{
    await Console.Error.WriteLineAsync("bench: runs on Linux only (epoll, /proc).");
    return 2;
}

var child = args is ["load" or "sink" or "bare" or "fill", ..];
if (args is ["load" or "fill", ..] or ["bare", "send", ..])
    ChildSide.EndWithParent();

// A role in a child leaves Ctrl-C to the bench, which ends its children in order.
using var interrupt = child
    ? PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true)
    : null;
return await BenchCommand.Create().Parse(args).InvokeAsync();

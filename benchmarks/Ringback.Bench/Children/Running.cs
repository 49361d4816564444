using System.Diagnostics;

namespace Ringback.Bench.Children;

/// <summary>Every process the bench has running, so that Ctrl-C and a crash of the bench leave none behind.</summary>
internal static class Running
{
    private static readonly List<Process> Processes = [];

    public static void Add(Process process)
    {
        lock (Processes)
            Processes.Add(process);
    }

    public static void Remove(Process process)
    {
        lock (Processes)
            Processes.Remove(process);
    }

    public static void KillAll()
    {
        lock (Processes)
        {
            foreach (var process in Processes.Where(process => !process.HasExited))
                process.Kill(entireProcessTree: true);
        }
    }
}

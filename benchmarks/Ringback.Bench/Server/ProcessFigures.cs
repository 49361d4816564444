using System.Diagnostics;
using System.Globalization;

namespace Ringback.Bench.Server;

/// <summary>What the kernel says of a process.</summary>
internal static class ProcessFigures
{
    /// <summary>CPU microseconds that it has used since its start; 0 for process 0.</summary>
    public static double Cpu(int process)
    {
        if (process == 0)
            return 0;
        using var found = Process.GetProcessById(process);
        return found.TotalProcessorTime.TotalMicroseconds;
    }

    /// <summary>Bytes resident (<c>VmRSS</c> of <c>/proc/…/status</c>).</summary>
    public static long Resident(int process)
    {
        var line = File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status")
            .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Samples until stopped; returns the most seen.</summary>
    public static async Task<long> PeakAsync(Func<long> resident, CancellationToken until)
    {
        long peak = 0;
        while (!until.IsCancellationRequested)
        {
            peak = Math.Max(peak, resident());
            await Task.Delay(50, until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }
}

using System.Globalization;

namespace Ringback.Bench.Server;

/// <summary>Resident memory as the kernel counts it (<c>VmRSS</c> of <c>/proc/…/status</c>).</summary>
internal static class ProcessMemory
{
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

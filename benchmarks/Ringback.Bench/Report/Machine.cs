using System.Runtime.InteropServices;

namespace Ringback.Bench.Report;

/// <summary>Where the figures were taken.</summary>
internal sealed record Machine(string Processor, int Cores, double MemoryGiB, string System, string Runtime, string Disk)
{
    public static Machine Of(string folder) => new(
        Line("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024d / 1024 / 1024, 1),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        new DriveInfo(folder).DriveFormat);

    private static string? Line(string file, string name) => !File.Exists(file)
        ? null
        : File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}

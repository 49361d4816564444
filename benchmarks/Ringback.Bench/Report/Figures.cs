using System.Globalization;

namespace Ringback.Bench.Report;

/// <summary>Medians, and how figures are written.</summary>
internal static class Figures
{
    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN
            : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2]
            : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public static string PerSecond(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:#,0}/s");

    public static string Milliseconds(double p50, double p99) => string.Create(CultureInfo.InvariantCulture, $"p50 {p50:0.00} ms, p99 {p99:0.00} ms");

    public static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    public static string Megabytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:#,0} MB");
}

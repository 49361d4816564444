using System.Globalization;
using System.Text;

namespace Ringback.Server.Observe;

/// <summary>One instrument with one set of tags: a sum, a last value, or a histogram.</summary>
internal sealed class MetricSeries(string labels, double[]? bounds)
{
    private readonly long[]? _buckets = bounds is null ? null : new long[bounds.Length + 1];
    private readonly Lock _lock = new();
    private double _sum;
    private long _count;

    public void Add(double value)
    {
        lock (_lock)
        {
            _sum += value;
            _count++;
            if (_buckets is null)
                return;
            var at = Array.BinarySearch(bounds!, value);
            _buckets[at < 0 ? ~at : at]++;
        }
    }

    public void Set(double value)
    {
        lock (_lock)
            _sum = value;
    }

    /// <summary>Its lines in Prometheus' text format 0.0.4.</summary>
    public void Write(StringBuilder text, string name)
    {
        lock (_lock)
        {
            if (_buckets is null)
            {
                Line(text, name, labels, _sum);
                return;
            }

            long below = 0;
            for (var i = 0; i < _buckets.Length; i++)
            {
                below += _buckets[i];
                var bound = i == bounds!.Length ? "+Inf" : bounds[i].ToString("R", CultureInfo.InvariantCulture);
                Line(text, name + "_bucket", labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"", below);
            }

            Line(text, name + "_sum", labels, _sum);
            Line(text, name + "_count", labels, _count);
        }
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }
}

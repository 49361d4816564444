using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Ringback.Core.Observe;

namespace Ringback.Server.Observe;

/// <summary>
/// Listens to our meters, and the runtime's, and shows them in Prometheus' text format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/). Why not OpenTelemetry's exporter: docs/adr/0038.
/// </summary>
internal sealed class PrometheusMetrics : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly string[] Meters = [Telemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];
    private static readonly double[] Seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30];
    private static readonly double[] Sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    // One for each instrument of the meters.
    private readonly ConcurrentDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public PrometheusMetrics()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Array.IndexOf(Meters, instrument.Meter.Name) >= 0)
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(NameOf(instrument), _ => new Family(instrument)));
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((Family)family!).Take(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((Family)family!).Take(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((Family)family!).Take(value, tags));
        _listener.Start();
    }

    public string Text()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder(16 * 1024);
        foreach (var (name, family) in _families.OrderBy(f => f.Key, StringComparer.Ordinal))
            family.Write(text, name);
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>As OpenTelemetry's mapping has it: dots become underscores, the unit and <c>_total</c> are appended.</summary>
    private static string NameOf(Instrument instrument)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var name = instrument.Name.Replace('.', '_').Replace('-', '_');
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return Family.IsSum(instrument) ? name + "_total" : name;
    }

    private sealed class Family(Instrument instrument)
    {
        private readonly Lock _adding = new();

        // Few series each, because tags have few values and none that a caller chooses. They are looked at in turn: no key is built on the
        // path of a measurement.
        private volatile (KeyValuePair<string, object?>[] Tags, MetricSeries Series)[] _series = [];

        public static bool IsSum(Instrument instrument)
        {
            var type = instrument.GetType().GetGenericTypeDefinition();
            return type == typeof(Counter<>) || type == typeof(ObservableCounter<>);
        }

        private bool IsHistogram => instrument.GetType().GetGenericTypeDefinition() == typeof(Histogram<>);

        private bool IsObserved { get; } = instrument.IsObservable;

        public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var series = Find(tags) ?? Add(tags);
            if (IsObserved)
                series.Set(value);
            else
                series.Add(value);
        }

        public void Write(StringBuilder text, string name)
        {
            text.Append("# HELP ").Append(name).Append(' ').Append((instrument.Description ?? instrument.Name).Replace("\n", " ", StringComparison.Ordinal)).Append('\n');
            text.Append("# TYPE ").Append(name).Append(IsHistogram ? " histogram\n" : IsSum(instrument) ? " counter\n" : " gauge\n");
            foreach (var (_, series) in _series)
                series.Write(text, name);
        }

        private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (known, series) in _series)
            {
                if (known.Length != tags.Length)
                    continue;
                var same = true;
                for (var i = 0; same && i < tags.Length; i++)
                    same = known[i].Key == tags[i].Key && Equals(known[i].Value, tags[i].Value);
                if (same)
                    return series;
            }

            return null;
        }

        private MetricSeries Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (_adding)
            {
                if (Find(tags) is { } known)
                    return known;
                var labels = string.Join(',', tags.ToArray().Select(t => $"{t.Key.Replace('.', '_')}=\"{Escape(t.Value)}\""));
                var series = new MetricSeries(labels, IsHistogram ? (instrument.Unit == "s" ? Seconds : Sizes) : null);
                _series = [.. _series, (tags.ToArray(), series)];
                return series;
            }
        }

        private static string Escape(object? value) =>
            (value?.ToString() ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
    }
}

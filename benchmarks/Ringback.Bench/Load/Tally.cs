using System.Text;

namespace Ringback.Bench.Load;

/// <summary>Counts answers: all of them, and those within the measured seconds with their latencies.</summary>
internal sealed class Tally
{
    private readonly Histogram _latencies = new();
    private readonly Dictionary<int, long> _refused = [];
    private string? _sample;

    public bool Measuring { get; set; }

    public long Answers { get; private set; }

    public long Accepted { get; private set; }

    public void Answered(int status, long latency, ReadOnlySpan<byte> bytes)
    {
        Answers++;
        if (status is < 200 or > 299)
        {
            Refuse(status);
            _sample ??= Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 600)]);
            return;
        }

        Accepted++;
        if (Measuring)
            _latencies.Record(latency);
    }

    public void Broke() => Refuse(0);

    public LoadResult Result(double seconds) => new()
    {
        Seconds = seconds,
        Rate = _latencies.Count / seconds,
        Accepted = Accepted,
        P50 = _latencies.Milliseconds(0.5),
        P90 = _latencies.Milliseconds(0.9),
        P99 = _latencies.Milliseconds(0.99),
        P999 = _latencies.Milliseconds(0.999),
        Refused = _refused,
        RefusedSample = _sample,
    };

    private void Refuse(int status) => _refused[status] = _refused.GetValueOrDefault(status) + 1;
}

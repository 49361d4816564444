using System.Globalization;
using System.Text;

namespace Ringback.Bench.Load;

/// <summary>The bytes of a request, built once; what is fresh in each one is patched in place before it is sent.</summary>
internal sealed class RequestTemplate
{
    private const int KeyLength = 32, SeqLength = 10, SentLength = 19;
    private readonly int[] _keys, _seqs, _sents;
    private readonly StripeSignature? _signature;

    public RequestTemplate(RequestPlan plan, string authority)
    {
        var body = Widen(plan.Body);
        var head = new StringBuilder($"{plan.Method} {plan.Path} HTTP/1.1\r\nHost: {authority}\r\n");
        foreach (var (name, value) in plan.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (body.Length > 0)
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        head.Append("\r\n").Replace("<stripe>", StripeSignature.Slot);
        Bytes = Encoding.UTF8.GetBytes(Widen(head.ToString()) + body);
        if (plan.Secret.Length > 0)
            _signature = new StripeSignature(Bytes, Encoding.UTF8.GetByteCount(body), plan.Secret);
        _keys = Offsets('\u0001', KeyLength);
        _seqs = Offsets('\u0002', SeqLength);
        _sents = Offsets('\u0003', SentLength);
    }

    public byte[] Bytes { get; }

    /// <summary>Patches the slots for request number <paramref name="number"/>, due at <paramref name="dueNanoseconds"/>.</summary>
    public void Stamp(long number, ulong seed, long dueNanoseconds)
    {
        foreach (var at in _keys)
        {
            Scramble(seed + (ulong)number).TryFormat(Bytes.AsSpan(at, 16), out _, "x16", CultureInfo.InvariantCulture);
            Scramble(~seed + (ulong)number).TryFormat(Bytes.AsSpan(at + 16, 16), out _, "x16", CultureInfo.InvariantCulture);
        }

        foreach (var at in _seqs)
            number.TryFormat(Bytes.AsSpan(at, SeqLength), out _, "d10", CultureInfo.InvariantCulture);
        foreach (var at in _sents)
            dueNanoseconds.TryFormat(Bytes.AsSpan(at, SentLength), out _, "d19", CultureInfo.InvariantCulture);
        _signature?.Sign(Bytes);
    }

    // Control characters hold the slots' places while lengths are counted; none is legal in what surrounds them.
    private static string Widen(string text) => text
        .Replace("<key>", new string('\u0001', KeyLength), StringComparison.Ordinal)
        .Replace("<seq>", new string('\u0002', SeqLength), StringComparison.Ordinal)
        .Replace("<sent>", new string('\u0003', SentLength), StringComparison.Ordinal);

    private int[] Offsets(char mark, int length)
    {
        var found = new List<int>();
        for (var at = 0; (at = Array.IndexOf(Bytes, (byte)mark, at)) >= 0; at += length)
            found.Add(at);
        return [.. found];
    }

    // SplitMix64: keys look random to an index, and never repeat within a run.
    private static ulong Scramble(ulong value)
    {
        value *= 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

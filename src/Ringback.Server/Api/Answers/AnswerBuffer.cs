using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ringback.Server.Api.Answers;

/// <summary>Where an answer is written before it is sent. Of its large values, it has the place only.</summary>
internal sealed class AnswerBuffer
{
    private const int Kept = 256 * 1024;

    // Nothing here lands in a page's markup: text in other scripts stays readable.
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static AnswerBuffer? _kept;

    [ThreadStatic]
    private static AnswerBuffer? _writing;

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly Utf8JsonWriter _json;
    private readonly List<(int At, LargeValue Value)> _large = [];
    private long _sent;

    private AnswerBuffer() => _json = new Utf8JsonWriter(_bytes, Options);

    /// <value>Bytes written, without the large values.</value>
    public int Length => _bytes.WrittenCount + _json.BytesPending;

    /// <value>Bytes that it takes, without the large values.</value>
    public int Capacity => _bytes.Capacity;

    public bool HasLarge => _large.Count > 0;

    /// <value>Bytes of the large values, as they are stored.</value>
    public long LargeBytes => _large.Sum(static large => (long)large.Value.Bytes.Length);

    /// <value>What is written. Without the large values it isn't whole.</value>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            _json.Flush();
            return _bytes.WrittenSpan;
        }
    }

    /// <summary>An empty one: the thread's own.</summary>
    public static AnswerBuffer Take()
    {
        // Taken while in use: writing may throw, or write another answer.
        var buffer = _kept ?? new AnswerBuffer();
        _kept = null;
        return buffer;
    }

    /// <summary>For the next answer of the thread.</summary>
    public void Keep()
    {
        if (_bytes.Capacity > Kept) return;
        Clear();
        _json.Reset();
        _sent = 0;
        _kept = this;
    }

    /// <summary>Writes a part of the answer.</summary>
    public void Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var outer = _writing;
        _writing = this;
        try
        {
            write(_json, value);
        }
        finally
        {
            _writing = outer;
        }
    }

    /// <summary>Leaves a large value out of the answer that is being written, and keeps its place.</summary>
    /// <returns>False: the writer is none of an answer's.</returns>
    public static bool TryPutAside(Utf8JsonWriter json, LargeValue value)
    {
        if (_writing is not { } buffer || buffer._json != json) return false;
        // One byte, which isn't sent, stands in the value's place, after whatever separates it from what is before.
        json.WriteRawValue("0"u8, skipInputValidation: true);
        buffer._large.Add(((int)(json.BytesCommitted + json.BytesPending - buffer._sent) - 1, value));
        return true;
    }

    /// <summary>Sends what is written, with the large values in their places, and begins anew behind it.</summary>
    /// <returns>False: the client is gone, or was cut off.</returns>
    public async ValueTask<bool> SendAsync(PacedOutput output)
    {
        _json.Flush();
        var at = 0;
        foreach (var (place, value) in _large)
        {
            if (!await output.SendAsync(_bytes.WrittenMemory[at..place]) || !await value.SendAsync(output)) return false;
            at = place + 1;
        }
        if (!await output.SendAsync(_bytes.WrittenMemory[at..])) return false;
        Clear();
        return true;
    }

    private void Clear()
    {
        _bytes.ResetWrittenCount();
        _large.Clear();
        _sent = _json.BytesCommitted;
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Ringback.Server.Api.Answers;

namespace Ringback.Server.Api.Http;

/// <summary>Writes JSON answers: small ones at once, with their length, through one buffer and writer a thread; large ones in parts.</summary>
internal static class JsonOutput
{
    /// <value>Bytes of an answer that is sent at once, and counts nothing: the connection's own buffer takes it.</value>
    public const int Small = 64 * 1024;

    private const int Kept = 256 * 1024;

    // Nothing here lands in a page's markup: text in other scripts stays readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary><paramref name="write"/> runs to its end before anything is sent: a failure in it can still be answered.</summary>
    /// <param name="lease">The answer's memory; null where no answer is large.</param>
    public static ValueTask WriteAsync<T>(HttpResponse response, T value, Action<Utf8JsonWriter, T> write, AnswerLease? lease = null)
    {
        var (buffer, json) = Take();
        write(json, value);
        json.Flush();
        return buffer.WrittenCount <= Small || lease is null ? SendWhole(response, buffer, json, lease) : SendInParts(response, buffer, lease);
    }

    /// <summary>Rows are written as the connection takes them; of those that come at once, a failure can still be answered.</summary>
    public static async ValueTask WriteAsync(HttpResponse response, IAnswerRows answer, AnswerLease lease)
    {
        var (buffer, json) = Take();
        PacedOutput? output = null;
        answer.WriteHead(json);
        for (var row = 0; row < answer.Rows; row++)
        {
            answer.WriteRow(json, row);
            if (buffer.WrittenCount + json.BytesPending <= Small) continue;
            json.Flush();
            lease.Hold(answer.RowBytes + buffer.Capacity);
            if (output is null) response.ContentType = "application/json";
            output ??= new PacedOutput(response.HttpContext, lease.Clock);
            if (!await output.SendAsync(buffer.WrittenMemory)) return;
            buffer.ResetWrittenCount();
        }
        answer.WriteTail(json);
        json.Flush();
        if (output is null)
        {
            await SendWhole(response, buffer, json, lease);
            return;
        }
        await output.SendAsync(buffer.WrittenMemory);
        Keep(buffer, json);
    }

    /// <summary>How long a row is when it is written.</summary>
    public static int LengthOf<T>(T row, JsonTypeInfo<T> type)
    {
        var (buffer, json) = Take();
        JsonSerializer.Serialize(json, row, type);
        json.Flush();
        var length = buffer.WrittenCount;
        Keep(buffer, json);
        return length;
    }

    private static ValueTask SendWhole(HttpResponse response, ArrayBufferWriter<byte> buffer, Utf8JsonWriter json, AnswerLease? lease)
    {
        lease?.Dispose();
        response.ContentType = "application/json";
        response.ContentLength = buffer.WrittenCount;
        response.BodyWriter.Write(buffer.WrittenSpan);
        Keep(buffer, json);
        var flushed = response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
        return flushed.IsCompletedSuccessfully ? ValueTask.CompletedTask : Rest(flushed);

        static async ValueTask Rest(ValueTask<System.IO.Pipelines.FlushResult> flushed) => await flushed;
    }

    private static async ValueTask SendInParts(HttpResponse response, ArrayBufferWriter<byte> buffer, AnswerLease lease)
    {
        // The answer, and what it was made of.
        lease.Hold(buffer.Capacity + (long)buffer.WrittenCount);
        response.ContentType = "application/json";
        response.ContentLength = buffer.WrittenCount;
        await new PacedOutput(response.HttpContext, lease.Clock).SendAsync(buffer.WrittenMemory);
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json) Take()
    {
        var buffer = _buffer ?? new ArrayBufferWriter<byte>(4096);
        var json = _writer ?? new Utf8JsonWriter(buffer, Options);
        // Taken while in use: writing may throw, or write another answer.
        (_buffer, _writer) = (null, null);
        json.Reset(buffer);
        return (buffer, json);
    }

    private static void Keep(ArrayBufferWriter<byte> buffer, Utf8JsonWriter json)
    {
        if (buffer.Capacity > Kept) return;
        buffer.ResetWrittenCount();
        (_buffer, _writer) = (buffer, json);
    }
}

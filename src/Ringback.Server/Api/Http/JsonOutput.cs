using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Ringback.Server.Api.Http;

/// <summary>Writes JSON answers with their length, through one buffer and writer a thread.</summary>
internal static class JsonOutput
{
    private const int Kept = 256 * 1024;

    // Nothing here lands in a page's markup: text in other scripts stays readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary><paramref name="write"/> runs to its end before anything is sent: a failure in it can still be answered.</summary>
    public static ValueTask WriteAsync<T>(HttpResponse response, T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = _buffer ?? new ArrayBufferWriter<byte>(4096);
        var json = _writer ?? new Utf8JsonWriter(buffer, Options);
        // Taken while in use: writing may throw, or write another answer.
        (_buffer, _writer) = (null, null);
        json.Reset(buffer);
        write(json, value);
        json.Flush();

        response.ContentType = "application/json";
        response.ContentLength = buffer.WrittenCount;
        response.BodyWriter.Write(buffer.WrittenSpan);
        if (buffer.Capacity <= Kept)
        {
            buffer.ResetWrittenCount();
            (_buffer, _writer) = (buffer, json);
        }
        var flushed = response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
        return flushed.IsCompletedSuccessfully ? ValueTask.CompletedTask : Rest(flushed);

        static async ValueTask Rest(ValueTask<System.IO.Pipelines.FlushResult> flushed) => await flushed;
    }
}

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Ringback.Server.Api.Answers;

namespace Ringback.Server.Api.Http;

/// <summary>Writes JSON answers: small ones at once, with their length, through one buffer a thread; large ones in parts.</summary>
internal static class JsonOutput
{
    /// <summary><paramref name="write"/> runs to its end before anything is sent: a failure in it can still be answered.</summary>
    /// <param name="response">Its status is set.</param>
    /// <param name="value">Given to <paramref name="write"/>.</param>
    /// <param name="write">Writes the answer.</param>
    /// <param name="lease">The answer's memory; null where no answer is large.</param>
    public static ValueTask WriteAsync<T>(HttpResponse response, T value, Action<Utf8JsonWriter, T> write, AnswerLease? lease = null)
    {
        var buffer = AnswerBuffer.Take();
        buffer.Write(value, write);
        return lease is null || (buffer.Length <= AnswerBudget.Small && !buffer.HasLarge)
            ? SendWhole(response, buffer, lease)
            : SendInParts(response, buffer, lease);
    }

    /// <summary>Rows are written as the connection takes them; of those that come at once, a failure can still be answered.</summary>
    public static async ValueTask WriteAsync(HttpResponse response, IAnswerRows answer, AnswerLease lease)
    {
        var buffer = AnswerBuffer.Take();
        PacedOutput? output = null;
        buffer.Write(answer, static (json, rows) => rows.WriteHead(json));
        for (var row = 0; row < answer.Rows; row++)
        {
            buffer.Write((answer, row), static (json, at) => at.answer.WriteRow(json, at.row));
            if (buffer.Length <= AnswerBudget.Small && !buffer.HasLarge) continue;
            lease.Hold(answer.RowBytes + buffer.Capacity);
            output ??= Begin(response, lease);
            if (!await buffer.SendAsync(output)) return;
        }
        buffer.Write(answer, static (json, rows) => rows.WriteTail(json));
        if (output is null)
        {
            await SendWhole(response, buffer, lease);
            return;
        }
        if (await buffer.SendAsync(output)) buffer.Keep();
    }

    /// <summary>How long a row is when it is written.</summary>
    public static int LengthOf<T>(T row, JsonTypeInfo<T> type)
    {
        var buffer = AnswerBuffer.Take();
        buffer.Write((row, type), static (json, one) => JsonSerializer.Serialize(json, one.row, one.type));
        var length = buffer.Length + buffer.LargeBytes;
        buffer.Keep();
        return (int)Math.Min(length, int.MaxValue);
    }

    private static ValueTask SendWhole(HttpResponse response, AnswerBuffer buffer, AnswerLease? lease)
    {
        lease?.Dispose();
        var written = buffer.Written;
        response.ContentType = "application/json";
        response.ContentLength = written.Length;
        response.BodyWriter.Write(written);
        buffer.Keep();
        var flushed = response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
        return flushed.IsCompletedSuccessfully ? ValueTask.CompletedTask : Rest(flushed);

        static async ValueTask Rest(ValueTask<System.IO.Pipelines.FlushResult> flushed) => await flushed;
    }

    private static async ValueTask SendInParts(HttpResponse response, AnswerBuffer buffer, AnswerLease lease)
    {
        // The answer, and what it was made of.
        lease.Hold(buffer.Capacity + buffer.Length + buffer.LargeBytes);
        if (!buffer.HasLarge) response.ContentLength = buffer.Length;
        await buffer.SendAsync(Begin(response, lease));
    }

    private static PacedOutput Begin(HttpResponse response, AnswerLease lease)
    {
        response.ContentType = "application/json";
        return new PacedOutput(response.HttpContext, lease.Clock, lease.Bytes);
    }
}

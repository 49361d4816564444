using System.Net;
using System.Net.Http;

namespace Ringback.Core.Http;

/// <summary>
/// The body of a request. A receiver may answer and close before it has read all of it (413, 410, 429): the answer is what counts, so
/// a write that fails only ends the sending. When no answer came either, reading it fails, and says so.
/// </summary>
/// <param name="body">It must stay as it is, even after the response.</param>
internal sealed class RequestContent(ReadOnlyMemory<byte> body) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var writing = stream.WriteAsync(body, cancellationToken);
        return writing.IsCompletedSuccessfully ? Task.CompletedTask : FinishAsync(writing);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }

    private static async Task FinishAsync(ValueTask writing)
    {
        try
        {
            await writing.ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The receiver reads no more. Whether it has answered is seen when its answer is read.
        }
    }
}

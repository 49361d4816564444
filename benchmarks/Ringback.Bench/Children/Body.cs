using System.Buffers;
using System.IO.Pipelines;

namespace Ringback.Bench.Children;

/// <summary>Reads a request body to its end, as cheaply as Kestrel allows.</summary>
internal static class Body
{
    public static async ValueTask DrainAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}

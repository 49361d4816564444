using System.Buffers.Binary;
using System.Text;

namespace Ringback.Testing;

/// <summary>Frames of HTTP/2 (RFC 9113), by hand.</summary>
internal static class RawHttp2
{
    private const byte Data = 0, HeadersFrame = 1, RstStream = 3, Settings = 4, Ping = 6, GoAwayFrame = 7, WindowUpdate = 8;
    private const byte EndStream = 1, Acknowledge = 1, EndHeaders = 4;

    /// <summary>Reads the preface and the frames; answers settings and pings; calls back with the stream of each whole request.</summary>
    public static async Task ServeAsync(RawConnection connection, Func<int, Task<bool>> answer, CancellationToken cancellation)
    {
        var stream = connection.Stream;
        await stream.ReadExactlyAsync(new byte[24], cancellation);
        await SendAsync(connection, cancellation, Frame(Settings, 0, 0, []));
        var head = new byte[9];
        while (true)
        {
            await stream.ReadExactlyAsync(head, cancellation);
            var payload = new byte[head[0] << 16 | head[1] << 8 | head[2]];
            await stream.ReadExactlyAsync(payload, cancellation);
            var id = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)) & int.MaxValue;
            switch (head[3])
            {
                case Settings when (head[4] & Acknowledge) == 0:
                    await SendAsync(connection, cancellation, Frame(Settings, Acknowledge, 0, []));
                    break;
                case Ping when (head[4] & Acknowledge) == 0:
                    await SendAsync(connection, cancellation, Frame(Ping, Acknowledge, 0, payload));
                    break;
                case Data or HeadersFrame when (head[4] & EndStream) != 0:
                    if (!await answer(id)) return;
                    break;
            }
        }
    }

    /// <summary>Answers each request when its head has come, and lets it send no more than the first 64 KiB of its body.</summary>
    public static async Task AnswerHeadsAsync(RawConnection connection, Func<int, byte[][]> answer, CancellationToken cancellation)
    {
        var stream = connection.Stream;
        await stream.ReadExactlyAsync(new byte[24], cancellation);
        await SendAsync(connection, cancellation, Frame(Settings, 0, 0, []));
        var head = new byte[9];
        while (true)
        {
            await stream.ReadExactlyAsync(head, cancellation);
            var payload = new byte[head[0] << 16 | head[1] << 8 | head[2]];
            await stream.ReadExactlyAsync(payload, cancellation);
            if (head[3] == Settings && (head[4] & Acknowledge) == 0)
                await SendAsync(connection, cancellation, Frame(Settings, Acknowledge, 0, []));
            else if (head[3] == Data && payload.Length > 0)
                await SendAsync(connection, cancellation, Frame(WindowUpdate, 0, 0, Number(payload.Length)));
            else if (head[3] == HeadersFrame)
                await SendAsync(connection, cancellation, answer(BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)) & int.MaxValue));
        }
    }

    public static async Task SendAsync(RawConnection connection, CancellationToken cancellation, params byte[][] frames)
    {
        await connection.Stream.WriteAsync(frames.SelectMany(frame => frame).ToArray(), cancellation);
        await connection.Stream.FlushAsync(cancellation);
    }

    /// <summary>A response's head, without the end of the stream unless asked for.</summary>
    public static byte[] Head(int stream, int status, string? retryAfter = null, bool end = false, int filler = 0)
    {
        // Literals without indexing: :status is 8 and retry-after 53 of the static table (RFC 7541, appendix A).
        var block = new List<byte> { 0x08, 3 };
        block.AddRange(Encoding.ASCII.GetBytes(status.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        if (retryAfter is not null)
        {
            block.AddRange([0x0f, 38, (byte)retryAfter.Length]);
            block.AddRange(Encoding.ASCII.GetBytes(retryAfter));
        }

        for (var i = 0; i < filler; i++)
        {
            block.AddRange([0x00, 3, (byte)'x', (byte)'-', (byte)'f', 100]);
            block.AddRange(Enumerable.Repeat((byte)'f', 100));
        }

        return Frame(HeadersFrame, (byte)(EndHeaders | (end ? EndStream : 0)), stream, [.. block]);
    }

    public static byte[] Body(int stream, string text, bool end = false) => Frame(Data, end ? EndStream : (byte)0, stream, Encoding.UTF8.GetBytes(text));

    public static byte[] Reset(int stream, int error) => Frame(RstStream, 0, stream, Number(error));

    public static byte[] GoAway(int lastStream, int error) => Frame(GoAwayFrame, 0, 0, [.. Number(lastStream), .. Number(error)]);

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, .. Number(stream), .. payload];
}

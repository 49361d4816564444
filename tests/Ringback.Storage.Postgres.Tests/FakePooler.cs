using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ringback.Testing;

namespace Ringback.Storage.Postgres.Tests;

/// <summary>Refuses what PgBouncer refuses in a session's first message, and passes everything else on.</summary>
internal sealed class FakePooler : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private readonly int _server;
    private int _refused;

    public FakePooler(int server)
    {
        _server = server;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public int Refused => Volatile.Read(ref _refused);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await Wait.ForAsync(_accepting);
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
                sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            while (await ReadStartAsync(stream) is { } start)
            {
                var text = Encoding.UTF8.GetString(start);
                if (start.AsSpan(4, 4).SequenceEqual((ReadOnlySpan<byte>)[0x04, 0xd2, 0x16, 0x2f]))
                {
                    // A request for TLS.
                    await stream.WriteAsync("N"u8.ToArray());
                }
                else if (text.Contains("\0options\0", StringComparison.Ordinal) || text.Contains("\0search_path\0", StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref _refused);
                    await stream.WriteAsync(Error("unsupported startup parameter: options"));
                    return;
                }
                else
                {
                    using var server = new TcpClient();
                    await server.ConnectAsync(IPAddress.Loopback, _server);
                    await server.GetStream().WriteAsync(start);
                    await Task.WhenAny(stream.CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(stream));
                    return;
                }
            }
        }
    }

    private static async Task<byte[]?> ReadStartAsync(NetworkStream stream)
    {
        var length = new byte[4];
        if (await stream.ReadAtLeastAsync(length, 4, throwOnEndOfStream: false) < 4)
            return null;
        var start = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        length.CopyTo(start, 0);
        await stream.ReadExactlyAsync(start.AsMemory(4));
        return start;
    }

    private static byte[] Error(string text)
    {
        var fields = Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C08P01\0M{text}\0\0");
        var message = new byte[5 + fields.Length];
        message[0] = (byte)'E';
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + fields.Length);
        fields.CopyTo(message, 5);
        return message;
    }
}

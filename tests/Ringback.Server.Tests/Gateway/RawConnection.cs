using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Ringback.Server.Tests.Gateway;

/// <summary>A connection to a server, for what no HTTP client would send.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private NetworkStream _stream = null!;

    public static Task<RawConnection> OpenAsync(GatewayServer server) => OpenAsync(server.Client.BaseAddress!.Port);

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = new RawConnection();
        await connection._tcp.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        connection._stream = connection._tcp.GetStream();
        return connection;
    }

    public async Task SendAsync(string text) => await SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Sends what the server may refuse before it has read all of it: it closes the connection then, and its answer is there to be read.</summary>
    public async Task SendUntilClosedAsync(string text)
    {
        try
        {
            await SendAsync(text);
        }
        catch (IOException)
        {
            // The rest is of no use to anybody; what was answered, if anything, is the test's to look at.
        }
    }

    /// <summary>No more will be sent; the answer can still come.</summary>
    public void EndSending() => _tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The status of the answer; null when the connection was closed without one.</summary>
    public async Task<int?> StatusAsync()
    {
        var buffer = new byte[4096];
        var text = "";
        try
        {
            while (!text.Contains("\r\n", StringComparison.Ordinal))
            {
                var read = await _stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
                if (read == 0) return null;
                text += Encoding.Latin1.GetString(buffer, 0, read);
            }
        }
        catch (IOException)
        {
            return null;
        }
        return int.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>All that comes until the server closes the connection.</summary>
    public async Task<string> ReadAllAsync()
    {
        using var reader = new StreamReader(_stream, Encoding.Latin1, leaveOpen: true);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _tcp.Dispose();
}

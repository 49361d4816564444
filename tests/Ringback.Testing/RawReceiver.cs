using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ringback.Testing;

/// <summary>A destination that does on its connections what no HTTP server does: each byte is the test's.</summary>
internal sealed class RawReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<RawConnection, CancellationToken, Task> _serve;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly Task _loop;
    private int _connections;

    /// <param name="serve">What is done with each connection; it is closed afterwards.</param>
    /// <param name="certificate">Null: no TLS.</param>
    /// <param name="protocols">Offered by ALPN; none: the extension isn't answered.</param>
    public RawReceiver(Func<RawConnection, CancellationToken, Task> serve, X509Certificate2? certificate = null, params SslApplicationProtocol[] protocols)
    {
        _serve = serve;
        if (certificate is not null)
            _tls = new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = protocols.Length == 0 ? null : [.. protocols] };
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Url => new($"http://127.0.0.1:{Port}/");

    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _loop;
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException || _stopping.IsCancellationRequested)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        Interlocked.Increment(ref _connections);
        socket.NoDelay = true;
        try
        {
            await using Stream plain = new NetworkStream(socket, ownsSocket: true);
            if (_tls is null)
            {
                await _serve(new RawConnection(socket, plain, SslApplicationProtocol.Http11), _stopping.Token);
                return;
            }

            await using var tls = new SslStream(plain);
            await tls.AuthenticateAsServerAsync(_tls, _stopping.Token);
            await _serve(new RawConnection(socket, tls, tls.NegotiatedApplicationProtocol), _stopping.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The sender left, or the receiver stops.
        }
    }
}

/// <summary>One connection of a <see cref="RawReceiver"/>.</summary>
internal sealed record RawConnection(Socket Socket, Stream Stream, SslApplicationProtocol Protocol)
{
    /// <summary>Reads a request of HTTP/1.1 whole; false at the end of the connection.</summary>
    public async Task<bool> ReadRequestAsync(CancellationToken cancellation)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await Stream.ReadAsync(one, cancellation) == 0) return false;
            head.Append((char)one[0]);
        }

        var length = head.ToString().Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        if (length is not null)
            await Stream.ReadExactlyAsync(new byte[int.Parse(length[15..], System.Globalization.CultureInfo.InvariantCulture)], cancellation);
        return true;
    }

    public async Task WriteAsync(string latin1, CancellationToken cancellation)
    {
        await Stream.WriteAsync(Encoding.Latin1.GetBytes(latin1), cancellation);
        await Stream.FlushAsync(cancellation);
    }

    /// <summary>Ends the connection by a reset.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Close();
    }
}

using System.Net;
using System.Net.Sockets;

namespace Ringback.Bench.Load;

/// <summary>A keep-alive connection with at most one request in flight; opens again when the server closes it.</summary>
internal sealed class Connection(IPEndPoint server, Epoll epoll, int index) : IDisposable
{
    private Socket? _socket;
    private int _handle;

    public ResponseReader Response { get; } = new();

    /// <summary>When the request in flight was due, monotonic nanoseconds.</summary>
    public long Due { get; private set; }

    public bool Busy { get; set; }

    public void Open()
    {
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(server);
        _handle = (int)_socket.Handle;
        epoll.Add(_handle, index);
    }

    public void Reopen()
    {
        Dispose();
        Open();
    }

    public bool Send(ReadOnlySpan<byte> request, long due)
    {
        Response.Reset();
        Due = due;
        Busy = true;
        return Epoll.Send(_handle, request);
    }

    public int Receive(Span<byte> into) => Epoll.Receive(_handle, into);

    public void Dispose()
    {
        if (_socket is null)
            return;
        epoll.Remove(_handle);
        _socket.Dispose();
        _socket = null;
    }
}

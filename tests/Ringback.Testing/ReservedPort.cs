using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ringback.Testing;

/// <summary>
/// A port for a listener that is started later, or again and again, and whose address must be known before. Until this object is
/// disposed of, the system gives the port to nobody who asks for any free one; whoever asks for this one, with SO_REUSEADDR as
/// servers do, gets it. A port that is found free and released is anybody's until it is used.
/// </summary>
internal sealed class ReservedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ReservedPort()
    {
        // Before Bind: the socket that listens can only share the port with one that has it, too.
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Number = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        // Elsewhere SO_REUSEADDR lets nobody share an address in use.
        if (!OperatingSystem.IsLinux()) _socket.Dispose();
    }

    public int Number { get; }

    /// <value>Scheme, host and port, no slash at the end.</value>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Number}");

    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);

    public void Dispose() => _socket.Dispose();
}

using System.Net;
using System.Net.Sockets;
using Ringback.Testing;

namespace Ringback.Core.Tests;

/// <summary>What is reserved is given to nobody who doesn't ask for it by its number.</summary>
public sealed class ReservedPortTests
{
    /// <value>IP_LOCAL_PORT_RANGE, of Linux 6.3: from which ports the system chooses one.</value>
    private const int LocalPortRange = 51;

    [Fact]
    public void Who_asks_for_any_port_does_not_get_it_until_it_is_let_go()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a port can't be shared.");
        using var port = new ReservedPort();
        using var first = OnlyFrom(port.Number);
        Should.Throw<SocketException>(() => first.Bind(new IPEndPoint(IPAddress.Loopback, 0))).SocketErrorCode.ShouldBe(SocketError.AddressAlreadyInUse);
        port.Dispose();
        using var second = OnlyFrom(port.Number);
        second.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ((IPEndPoint)second.LocalEndPoint!).Port.ShouldBe(port.Number);
    }

    [Fact]
    public async Task Who_asks_for_it_gets_it_again_and_again()
    {
        using var port = new ReservedPort();
        for (var life = 0; life < 3; life++)
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port.Number));
            listener.Listen();
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port.Number, TestContext.Current.CancellationToken);
            using var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);
            accepted.Connected.ShouldBeTrue();
        }
    }

    /// <summary>A socket for which the system chooses from a range of one port.</summary>
    private static Socket OnlyFrom(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetRawSocketOption((int)SocketOptionLevel.IP, LocalPortRange, BitConverter.GetBytes((port << 16) | port));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            Assert.Skip("The kernel is older than Linux 6.3.");
            throw;
        }
    }
}

using System.Net;
using System.Net.Http;
using System.Net.Sockets;

namespace Ringback.Core.Http;

/// <summary>The guard refused where a destination's name leads.</summary>
internal sealed class DestinationRefusedException(string reason) : Exception(reason)
{
    /// <summary>A few words without the address: <c>private address</c>.</summary>
    public string Reason => Message;
}

/// <summary>
/// Opens connections for <see cref="SocketsHttpHandler.ConnectCallback"/>: looks the name up once, asks the guard
/// about every address, and connects to one that was asked about, so that a name which changes its answer between
/// the check and the connection (DNS rebinding) gains nothing.
/// </summary>
/// <param name="guard">Decides.</param>
/// <param name="resolve">Looks a name up; by default as the system does.</param>
internal sealed class GuardedConnector(AddressGuard guard, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    // One address that swallows packets must not use up the time for the next; nor should a long answer from
    // the DNS make us knock everywhere.
    private static readonly TimeSpan PatiencePerAddress = TimeSpan.FromSeconds(4);
    private const int MaxAddressesTried = 4;

    // Of a name that the DNS can hold (RFC 1035); the system's look-up takes longer ones for a bug of the caller.
    private const int LongestName = 253;

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <exception cref="DestinationRefusedException">An address is refused.</exception>
    /// <exception cref="SocketException">The name has no address, or nobody could be reached there.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation) =>
        await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellation).ConfigureAwait(false);

    /// <inheritdoc cref="ConnectAsync(SocketsHttpConnectionContext, CancellationToken)"/>
    public async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        var addresses = await AddressesOfAsync(host, cancellation).ConfigureAwait(false);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        foreach (var address in addresses)
        {
            if (guard.RefusalOf(address, port) is { } reason) throw new DestinationRefusedException(reason);
        }

        var tried = Math.Min(addresses.Length, MaxAddressesTried);
        for (var i = 0; ; i++)
        {
            try
            {
                var patience = i == tried - 1 ? Timeout.InfiniteTimeSpan : PatiencePerAddress;
                return await ConnectToAsync(addresses[i], port, patience, cancellation).ConfigureAwait(false);
            }
            catch (SocketException) when (i < tried - 1)
            {
                // The next address may answer; if none does, the last one's error is the result.
            }
        }
    }

    private async Task<IPAddress[]> AddressesOfAsync(string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var literal)) return [Plain(literal)];
        if (host.Length > LongestName) return [];
        var addresses = await _resolve(host, cancellation).ConfigureAwait(false);
        return Array.Exists(addresses, static address => address.IsIPv4MappedToIPv6) ? Array.ConvertAll(addresses, Plain) : addresses;
    }

    /// <summary>A socket of IPv6 alone doesn't reach <c>::ffff:192.0.2.1</c>; the IPv4 address that it is, can be.</summary>
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static async Task<Stream> ConnectToAsync(IPAddress address, int port, TimeSpan patience, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), limit.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

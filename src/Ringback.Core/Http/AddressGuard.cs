using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Ringback.Verification.Text;

namespace Ringback.Core.Http;

/// <summary>
/// Decides which addresses may be sent to: those of the public internet, and those that the operator opened.
/// What customers give as their URL must not reach the operator's own network, nor Ringback itself.
/// </summary>
/// <param name="allowed">Ranges that are open although they aren't public.</param>
/// <param name="localAddresses">The addresses of this machine; by default those of its interfaces, as they are now.</param>
internal sealed class AddressGuard(CidrList allowed, Func<IEnumerable<IPAddress>>? localAddresses = null)
{
    private volatile IPEndPoint[] _ownListeners = [];

    /// <summary>
    /// Where this process itself listens: refused even inside an allowed range. A listener on every address
    /// (<c>0.0.0.0</c>, <c>::</c>) counts on each address of this machine. Set once they are bound.
    /// </summary>
    public IReadOnlyCollection<IPEndPoint> OwnListeners
    {
        get => _ownListeners;
        set => _ownListeners = [.. value.Select(listener => new IPEndPoint(Plain(listener.Address), listener.Port))];
    }

    public bool IsAllowed(IPAddress address, int port) => RefusalOf(address, port) is null;

    /// <summary>
    /// Why it is refused, in a few words that don't tell the address (who is refused should not learn our network
    /// from it); null when it is allowed.
    /// </summary>
    public string? RefusalOf(IPAddress address, int port)
    {
        address = Plain(address);

        // 0.0.0.0 and :: connect to this machine under a name that no list of its addresses has.
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) return "unspecified address";
        if (IsOwnListener(address, port)) return "address of this service itself";

        // An open range of NAT64 or 6to4 opens the way to public addresses, not to what is closed under its own name.
        if (EmbeddedIPv4.Extract(address) is { } embedded && allowed.Contains(address))
            return IsOwnListener(embedded, port) ? "address of this service itself" : allowed.Contains(embedded) ? null : ReservedRanges.ReasonFor(embedded);
        return allowed.Contains(address) ? null : ReservedRanges.ReasonFor(address);
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private bool IsOwnListener(IPAddress address, int port)
    {
        foreach (var listener in _ownListeners)
        {
            if (listener.Port != port) continue;
            if (SameAddress(listener.Address, address)) return true;
            var everywhere = listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any);
            // Asked anew each time, as interfaces come and go; and seldom, as the port has to be ours.
            if (everywhere && (IPAddress.IsLoopback(address)
                || (localAddresses ?? InterfaceAddresses)().Any(local => SameAddress(Plain(local), address)))) return true;
        }
        return false;
    }

    /// <summary>Without the scope: fe80::1%2 and fe80::1 are the same to us.</summary>
    private static bool SameAddress(IPAddress one, IPAddress other) =>
        one.AddressFamily == other.AddressFamily
        && (one.AddressFamily == AddressFamily.InterNetworkV6
            ? one.GetAddressBytes().AsSpan().SequenceEqual(other.GetAddressBytes())
            : one.Equals(other));

    private static IEnumerable<IPAddress> InterfaceAddresses() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address);
}

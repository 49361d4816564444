using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Ringback.Verification.Text;

/// <summary>Ranges of addresses: <c>127.0.0.0/8,10.1.2.3,::1/128</c>. An address alone is a range of one.</summary>
internal sealed class CidrList
{
    public static readonly CidrList Empty = new([]);

    private readonly IPNetwork[] _networks;

    private CidrList(IPNetwork[] networks) => _networks = networks;

    public static CidrList CreateFrom(IEnumerable<IPNetwork> networks) => new([.. networks]);

    public bool IsEmpty => _networks.Length == 0;

    /// <summary>Separated by commas or white space; empty text is the empty list.</summary>
    /// <param name="error">Which part is wrong, and what would be right.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CidrList? list, [NotNullWhen(false)] out string? error)
    {
        list = null;
        error = null;
        var networks = new List<IPNetwork>();
        foreach (var part in (text ?? "").Split([',', ' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryParseOne(part, out var network, out error)) return false;
            networks.Add(network);
        }
        list = networks.Count == 0 ? Empty : new CidrList([.. networks]);
        return true;
    }

    /// <summary>IPv4 in IPv6 (<c>::ffff:a.b.c.d</c>) counts as the IPv4 address that it is.</summary>
    public bool Contains(IPAddress address)
    {
        if (_networks.Length == 0) return false;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        foreach (var network in _networks)
        {
            if (network.Contains(address)) return true;
        }
        return false;
    }

    public override string ToString() => string.Join(',', _networks);

    private static bool TryParseOne(string part, out IPNetwork network, [NotNullWhen(false)] out string? error)
    {
        network = default;
        error = $"'{part}' isn't a range of addresses; write 10.0.0.0/8, 2001:db8::/32 or a single address";
        var slash = part.IndexOf('/');
        var addressText = slash < 0 ? part : part[..slash];
        if (!IPAddress.TryParse(addressText, out var address) || addressText.Contains('%')) return false;

        // 010.0.0.1, 0x0a.1 and 167772161 are addresses too, but seldom the ones that their writer meant.
        if (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != addressText) return false;
        if (address.IsIPv4MappedToIPv6)
        {
            error = $"'{part}' is IPv4 written as IPv6; write {address.MapToIPv4()} and its IPv4 prefix length";
            return false;
        }
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var length = bits;
        if (slash >= 0 && (!int.TryParse(part.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out length) || length > bits))
        {
            error = $"'{part}' has no prefix length from 0 to {bits} after the slash";
            return false;
        }
        var first = Masked(address, length);
        if (!first.Equals(address))
        {
            error = $"'{part}' has bits set beyond its prefix; write {first}/{length}";
            return false;
        }
        network = new IPNetwork(first, length);
        error = null;
        return true;
    }

    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(length - i * 8, 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }
        return new IPAddress(bytes);
    }
}

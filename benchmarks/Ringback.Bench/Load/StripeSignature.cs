using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Bench.Load;

/// <summary>Signs the body of a request as Stripe does (<c>t=…,v1=…</c>: HMAC-SHA256 of time, dot and body), in place.</summary>
internal sealed class StripeSignature
{
    private const int TimeLength = 10, TimeAt = 2, HashAt = TimeAt + TimeLength + 4;
    private readonly int _slot, _body;
    private readonly byte[] _signed, _secret;

    public StripeSignature(byte[] request, int bodyLength, string secret)
    {
        _slot = request.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Slot));
        _body = request.Length - bodyLength;
        _signed = new byte[TimeLength + 1 + bodyLength];
        _signed[TimeLength] = (byte)'.';
        _secret = Encoding.UTF8.GetBytes(secret);
    }

    /// <summary>What holds its place in the request.</summary>
    public static string Slot { get; } = "t=" + new string('0', TimeLength) + ",v1=" + new string('0', 2 * HMACSHA256.HashSizeInBytes);

    public void Sign(byte[] request)
    {
        TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().TryFormat(_signed, out _, "d10", CultureInfo.InvariantCulture);
        request.AsSpan(_body).CopyTo(_signed.AsSpan(TimeLength + 1));
        _signed.AsSpan(0, TimeLength).CopyTo(request.AsSpan(_slot + TimeAt));
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, _signed, hash);
        Convert.TryToHexStringLower(hash, request.AsSpan(_slot + HashAt, 2 * hash.Length), out _);
    }
}
